// What stands in for the kernel on a page: panels answer from pictures that were recorded, guesses
// are kept in this browser.  The front ends are JupyterLab's own (panel.js, guess.js, several.js,
// button.js); what they ask and hear is listed in course_utils/dials/widget.py.

import button from "./button.js";
import guess from "./guess.js";
import panel from "./panel.js";
import several from "./several.js";

const NEAR = "400px"; // below the window's edge, where a panel's first picture is fetched
const AT_ONCE = 2; // files that are fetched at the same time

// ---- What is kept in this browser ----------------------------------------------------------------

const PREFIX = "dials-course:";

function kept(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null; // a browser that keeps nothing
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // then it holds until the page is left
  }
}

function forget() {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    // nothing was kept
  }
}

// ---- Models: the part of a widget's model that the front ends use --------------------------------

class Model {
  constructor(values) {
    this.values = values;
    this.listeners = {};
  }
  get(name) {
    return this.values[name];
  }
  set(name, value) {
    this.values[name] = value;
    this.tell(`change:${name}`);
  }
  on(kind, listener) {
    (this.listeners[kind] ??= new Set()).add(listener);
  }
  off(kind, listener) {
    this.listeners[kind]?.delete(listener);
  }
  save_changes() {}
  send() {}
  tell(kind, ...about) {
    for (const listener of this.listeners[kind] ?? []) listener(...about);
  }
}

const guesses = {}; // by name: its model, once the page has one
const knobs = {}; // by name: where a dial stands, and the panels that it is in

// What is committed to stands, and is kept in this browser.  chosen: -1 until then.
class Commitment extends Model {
  constructor(about, values) {
    super({ ...values, chosen: -1 });
    this.about = about;
    this.key = `guess:${about.page}:${about.name}`;
  }
}

class GuessModel extends Commitment {
  constructor(about) {
    super(about, { spec: { question: about.question, choices: about.choices } });
    const before = kept(this.key);
    if (before !== null && Number(before) in about.choices) this.values.chosen = Number(before);
  }
  send({ choice }) {
    if (this.get("chosen") >= 0) return; // the first guess stands
    keep(this.key, String(choice));
    this.set("chosen", choice);
  }
}

class SeveralModel extends Commitment {
  constructor(about) {
    super(about, { spec: { title: about.title, questions: about.questions }, picked: [] });
    const before = kept(this.key)?.split(",").map(Number) ?? [];
    if (before.length === about.questions.length && before.every((place, i) => place in about.questions[i].choices))
      Object.assign(this.values, { picked: before, chosen: 0 });
  }
  send({ choices }) {
    if (this.get("chosen") >= 0) return; // the first answers stand
    keep(this.key, choices.join(","));
    this.set("picked", choices);
    this.set("chosen", 0);
  }
}

class ButtonModel extends Model {
  send() {
    forget();
    this.tell("msg:custom", { kind: "said", text: "Forgotten: every guess that was kept in this browser. Load the page again to begin anew." });
  }
}

class PanelModel extends Model {
  constructor(about, recording) {
    super({ spec: about.spec });
    this.about = about;
    this.recording = recording;
    this.serial = 0;
    this.reached = false;
    this.touched = false;
    this.near = false; // whether its first picture is wanted yet
    this.last = { text: about.start.text, goal: about.start.goal && this.goal(about.start.goal), serial: 0 };
    for (const dial of about.spec.dials) this.knob(dial.name, dial.start).models.add(this);
    const waited = guesses[about.after];
    if (waited) waited.on("change:chosen", () => this.answer(null));
  }
  get asleep() {
    const waited = guesses[this.about.after];
    return Boolean(waited) && waited.get("chosen") < 0;
  }
  get turned() {
    return Object.fromEntries(this.about.spec.dials.map((dial) => [dial.name, this.knob(dial.name).value]));
  }
  knob(name, value) {
    return (knobs[`${this.about.page}:${this.about.shared[name]}`] ??= { value, models: new Set() });
  }
  send({ kind, values, asked }) {
    if (kind === "hello") this.near ? this.answer(null) : this.say({}, null);
    if (kind === "turn") queueMicrotask(() => this.turn(values, asked)); // no answer before the question is out
  }
  comeNear() {
    this.near = true;
    this.answer(null);
  }
  turn(values, asked) {
    const read = {};
    for (const [name, value] of Object.entries(values)) {
      const dial = this.about.spec.dials.find((other) => other.name === name);
      const { value: good, problem } = readValue(dial, this.about.refusals[name], value);
      if (problem) return this.say({ problem }, asked);
      read[name] = good;
    }
    const others = new Set();
    for (const [name, value] of Object.entries(read)) {
      this.knob(name).value = value;
      for (const model of this.knob(name).models) if (model !== this) others.add(model);
    }
    this.touched = true;
    this.answer(asked);
    for (const model of others) model.answer(null);
  }
  // The picture of the recorded setting that is nearest to where the dials stand.
  async answer(asked) {
    const number = ++this.serial;
    const turned = this.turned;
    try {
      const shown = await this.recording.at(turned, this.about.spec, this.touched);
      const goal = shown.goal && this.goal(shown.goal);
      this.say({ text: shown.text, goal, serial: number }, asked, shown.picture);
    } catch {
      this.say({ problem: "This picture could not be fetched. Turn on; the next one may be there." }, asked);
    }
  }
  goal([text, now, closeness]) {
    const before = this.reached && !now ? " You have been there before." : "";
    this.reached ||= now;
    return { text: text + before, now, reached: this.reached, closeness };
  }
  say(state, asked, picture) {
    const said = { ...this.last, problem: "", serial: ++this.serial, ...state };
    if (said.serial >= this.last.serial) this.last = said;
    const all = { ...said, kind: "state", asked, values: this.turned, asleep: this.asleep };
    this.tell("msg:custom", all, picture ? [picture] : []);
  }
}

// A number from what a hand types or copies, NaN for anything else: as _typed in dial.py.
function typed(text, unit) {
  const bare = unit && text.trim().endsWith(unit) ? text.trim().slice(0, -unit.length) : text;
  let plain = bare.trim().replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, "").replace(/(?:^|(?<=e))[−–]/gi, "-");
  if (/^(?![-+]?0,)[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
  else if (/^[-+]?\d{1,3}((\.\d{3})+,\d*|(\.\d{3}){2,})$/.test(plain)) plain = plain.replaceAll(".", "").replace(",", ".");
  else if (/^[-+]?\d*,\d+$/.test(plain)) plain = plain.replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

// A value that a dial may be set to, or why not: as Dial.read in course_utils/dials/dial.py.
function readValue(dial, refusals, value) {
  if (dial.options) return { value };
  const words = (number) => number.toLocaleString("en-US", { maximumSignificantDigits: 10 }).replace("-", "−");
  const number = typeof value === "string" ? typed(value, dial.unit) : value;
  if (!Number.isFinite(number)) return { problem: refusals.none.replace("{}", String(value).trim() ? `“${String(value).slice(0, 40)}”` : "an empty field") };
  const slack = 1e-9 * Math.max(Math.abs(dial.low), Math.abs(dial.high));
  if (number < dial.low - slack || number > dial.high + slack) return { problem: refusals.outside.replace("{}", words(number)) };
  if (refusals.whole && !Number.isInteger(number)) return { problem: refusals.half.replace("{}", words(number)) };
  return { value: Math.min(Math.max(number, dial.low), dial.high) };
}

// ---- A recording: its index and first picture, then files of other pictures, as they are wanted ----

class Recording {
  constructor(address) {
    this.address = address;
    this.files = {}; // by number: a promise of its bytes
    this.waiting = new Set();
    this.running = 0;
  }
  open() {
    return (this.opened ??= this.read().catch((error) => {
      this.opened = null; // tried again at the next turn
      throw error;
    }));
  }
  async read() {
    const bytes = await fetched(`${this.address}/first.bin`);
    const parts = [];
    for (let at = 0; at < bytes.byteLength; ) {
      const length = new DataView(bytes).getUint32(at, true);
      parts.push(bytes.slice(at + 4, at + 4 + length));
      at += 4 + length;
    }
    this.index = await unpacked(parts[0]);
    this.base = await decoded(parts[1]);
    this.first = parts[2];
  }
  async at(turned, spec, touched) {
    await this.open();
    const places = spec.dials.map((dial) => turned[dial.name]);
    const order = this.order(places, spec);
    const [near, distance] = order[0];
    if (touched) this.ahead(order);
    const picture = await this.picture(near);
    const goals = this.index.goals[near];
    return { picture, goal: goals, text: this.index.texts[near] + (distance > 1e-9 ? this.note(near, spec, places) : "") };
  }
  // [setting's number, distance], the nearest first.  A choice that differs is further than any number.
  order(places, spec) {
    const wanted = places.map((value, i) => place(spec.dials[i], value));
    const distance = (setting) =>
      setting.reduce((sum, chosen, i) => {
        const dial = this.index.dials[i];
        return sum + (dial.places ? (dial.places[chosen] - wanted[i]) ** 2 : dial.values[chosen] === places[i] ? 0 : 10);
      }, 0);
    return this.index.settings.map((setting, i) => [i, distance(setting)]).sort((a, b) => a[1] - b[1]);
  }
  note(near, spec, places) {
    const setting = this.index.settings[near];
    const differs = spec.dials.flatMap((dial, i) => {
      const { values, words, places: lie } = this.index.dials[i];
      const same = lie ? Math.abs(lie[setting[i]] - place(dial, places[i])) < 1e-5 : values[setting[i]] === places[i];
      return same ? [] : [`${dial.label} = ${words[setting[i]]}`];
    });
    return differs.length ? ` (The nearest setting that was recorded: ${differs.join(", ")}.)` : "";
  }
  async picture(number) {
    const [left, top, , , file, start, length] = this.index.boxes[number];
    const canvas = new OffscreenCanvas(this.base.width, this.base.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(this.base, 0, 0);
    if (length) {
      const bytes = number === 0 ? this.first : (await this.file(file)).slice(start, start + length);
      pen.drawImage(await decoded(bytes), left, top);
    }
    return canvas.transferToImageBitmap();
  }
  file(number) {
    return (this.files[number] ??= fetched(`${this.address}/${number}.bin`).catch((error) => {
      delete this.files[number];
      throw error;
    }));
  }
  // The files of the other pictures, those of the nearest settings first, a few at a time.
  ahead(order) {
    this.waiting = new Set(order.filter(([i]) => this.index.boxes[i][6]).map(([i]) => this.index.boxes[i][4]));
    while (this.running < AT_ONCE && this.next()) this.running += 1;
  }
  next() {
    for (const number of this.waiting) {
      this.waiting.delete(number);
      if (number in this.files) continue;
      this.file(number).catch(() => {}).then(() => this.next() || (this.running -= 1));
      return true;
    }
    return false;
  }
}

// How far along a dial a value lies, 0 to 1: as Dial.fraction.
function place(dial, value) {
  if (dial.options) return value;
  const to = dial.log ? Math.log10 : Number;
  return (to(value) - to(dial.low)) / (to(dial.high) - to(dial.low));
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.arrayBuffer();
}

const unpacked = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
const decoded = (bytes) => createImageBitmap(new Blob([bytes], { type: "image/webp" }), { colorSpaceConversion: "none" });

// ---- Bringing a page to life ----------------------------------------------------------------------

function live(node, model, front) {
  const el = document.createElement("div");
  front.render({ model, el });
  node.replaceChildren(el);
}

const happened = {}; // by the guess's name: what its review shows, once it was made

// Call show(nodes of the review) once a guess was made, which stands above it on the page.
function onGuess(name, show) {
  const model = guesses[name];
  if (!model) return;
  const tell = () => model.get("chosen") >= 0 && show(...happened[name](model));
  model.on("change:chosen", tell);
  tell();
}

function reviewed(node, about, rows) {
  happened[about.name] = (model) => rows(model, about);
  onGuess(about.name, (...nodes) => node.replaceChildren(...nodes));
}

function account(model, about) {
  const chosen = model.about.choices[model.get("chosen")];
  const rows = [["The question", about.question], ["Your guess", chosen], ["What happened", about.happened]];
  return rows.map(([head, text]) => {
    const row = document.createElement("p");
    row.append(Object.assign(document.createElement("strong"), { textContent: `${head}:` }), ` ${text}`);
    return row;
  });
}

// What was answered, and what is right.
function answers(model, about) {
  const list = document.createElement("ol");
  let hits = 0;
  about.answers.forEach(({ right, words, where }, i) => {
    const { text, choices } = model.about.questions[i];
    const said = choices[model.get("picked")[i]];
    hits += said === right;
    const links = Object.entries(where).flatMap(([label, target], n) => [
      n ? ", " : "",
      Object.assign(document.createElement("a"), { href: target.replace(/\.ipynb$/, ".html"), textContent: label }),
    ]);
    const line = document.createElement("li");
    line.append(
      Object.assign(document.createElement("em"), { textContent: text }),
      document.createElement("br"),
      `${said === right ? "✓" : "✗"} You: ${said}. `,
      Object.assign(document.createElement("strong"), { textContent: `${right[0].toUpperCase()}${right.slice(1)}.` }),
      ` ${words}`,
      ...(links.length ? [" (", ...links, ")"] : []),
    );
    list.append(line);
  });
  const sum = Object.assign(document.createElement("p"), { textContent: `As you said: ${hits} of ${about.answers.length}.` });
  return [sum, list];
}

const kinds = {
  guess(node, about) {
    live(node, (guesses[about.name] = new GuessModel(about)), guess);
  },
  several(node, about) {
    live(node, (guesses[about.name] = new SeveralModel(about)), several);
  },
  button(node, about) {
    live(node, new ButtonModel({ spec: { label: about.label, sure: about.sure } }), button);
  },
  review(node, about) {
    reviewed(node, about, account);
  },
  answers(node, about) {
    reviewed(node, about, answers);
  },
  // Every guess of the page beside what happened, near its end.
  guesses(node) {
    for (const name of Object.keys(happened)) {
      const entry = document.createElement("div");
      node.append(entry);
      onGuess(name, (...nodes) => {
        node.querySelector("p.none")?.remove();
        entry.replaceChildren(...nodes);
      });
    }
  },
  panel(node, about) {
    const model = new PanelModel(about, new Recording(new URL(node.dataset.recording, document.baseURI).href));
    live(node, model, panel);
    const nearby = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      nearby.disconnect();
      model.comeNear();
    }, { rootMargin: NEAR });
    nearby.observe(node);
    addEventListener("beforeprint", () => model.near || model.comeNear());
  },
};

for (const node of document.querySelectorAll("[data-dials]")) {
  const about = JSON.parse(node.querySelector("script[type='application/json']").textContent);
  kinds[node.dataset.dials](node, about);
  node.classList.add("dials-alive");
}
