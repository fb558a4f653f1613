// The panel in the page: native sliders and number fields, so that keyboards, screen readers and
// zoom work as everywhere else, and a canvas that counts as an image, which shows a new picture
// three times as fast as an <img> does.  What it says to Python is listed in widget.py.

const SLOW = 250; // milliseconds without an answer after which the panel says that it is drawing
const SILENT = 2000; // milliseconds without any sign of Python after which that is said
const LOST = 10_000; // milliseconds after which a new turn no longer waits for an answer
const MANY = 6; // dials from which on they stand in two columns, where there is room
let views = 0;

function make(tag, className, attributes = {}, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  // Keys belong to the control that has the focus; JupyterLab would move between cells.
  if (["input", "select", "button"].includes(tag)) node.setAttribute("data-lm-suppress-shortcuts", "true");
  node.append(...children);
  return node;
}

// ---- Numbers in words, as dial.py writes them --------------------------------------------------

function figures(dial, value) {
  if (dial.log) return value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
  const decimals = dial.decimals + 2; // two more, where something was typed between two steps
  const digits = { minimumFractionDigits: dial.decimals, maximumFractionDigits: decimals };
  return (Number(value.toFixed(decimals)) + 0).toLocaleString("en-US", digits).replace("-", "−");
}

const gap = (unit) => (unit === "%" || unit === "°" ? "" : " "); // 48.2 g, but 21% and 90°
const words = (dial, value) => `${figures(dial, value)}${gap(dial.unit)}${dial.unit}`.trim();

// ---- One dial: each kind returns {row, show(value), enable(yes)} --------------------------------

// How a slider's own number (place) and the dial's value belong together.  They are the same, except
// where that cannot be: log dials, whose slider counts steps of the exponent, and dials whose high
// end is no whole number of steps away.
function scale(dial) {
  const steps = (dial.high - dial.low) / dial.step;
  if (!dial.log && Math.abs(steps - Math.round(steps)) < 1e-6) {
    return { min: dial.low, max: dial.high, step: dial.step, place: Number, value: Number };
  }
  const to = dial.log ? Math.log10 : Number;
  const from = dial.log ? (x) => Number((10 ** x).toPrecision(4)) : (x) => Number(x.toPrecision(12));
  const max = Math.ceil((to(dial.high) - to(dial.low)) / dial.step - 1e-9);
  const clip = (value) => Math.min(dial.high, Math.max(dial.low, value));
  return {
    min: 0,
    max,
    step: 1,
    place: (value) => Math.round((to(value) - to(dial.low)) / dial.step),
    value: (place) => (place >= max ? dial.high : clip(from(to(dial.low) + place * dial.step))),
  };
}

function numberDial(dial, id, turn) {
  const { min, max, step, place, value } = scale(dial);
  const unit = dial.unit ? ` (${dial.unit})` : "";
  const slider = make("input", "dials-slider", { type: "range", id, min, max, step, "aria-label": dial.label });
  const number = make("input", "dials-number", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": `${dial.label}${unit}, as a number` });
  const back = make("button", "dials-back", { type: "button", "aria-label": `${dial.label}: back to ${words(dial, dial.start)}`, title: `Back to ${words(dial, dial.start)}` }, "↺");
  let shown = "", typing = false; // an answer that comes meanwhile leaves alone what is being typed
  const show = (now) => {
    if (number.value === shown && shown === String(now)) return;
    slider.value = place(now);
    slider.setAttribute("aria-valuetext", words(dial, now));
    slider.style.setProperty("--dials-done", `${(100 * (place(now) - min)) / (max - min)}%`);
    shown = String(now);
    if (!typing) number.value = shown;
  };
  const move = (now) => { show(now); turn(now); };
  slider.addEventListener("input", () => move(value(Number(slider.value))));
  slider.addEventListener("dblclick", () => move(dial.start));
  back.addEventListener("click", () => move(dial.start));
  const typed = () => {
    typing = false;
    if (number.value !== shown) turn(number.value);
  };
  number.addEventListener("input", () => (typing = true));
  number.addEventListener("change", typed);
  number.addEventListener("blur", () => {
    if (typing) number.value = shown; // nothing was handed over
    typing = false;
  });
  number.addEventListener("keydown", (event) => {
    if (event.key === "Enter") typed();
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    typing = false;
    event.key === "ArrowUp" ? slider.stepUp() : slider.stepDown();
    move(value(Number(slider.value)));
  });
  const label = make("label", "dials-label", { for: id }, dial.label, make("span", "dials-unit", {}, unit));
  const row = make("div", "dials-row", {}, label, make("div", "dials-control", {}, slider, number, back));
  return { row, show, enable: (yes) => [slider, number, back].forEach((node) => (node.disabled = !yes)) };
}

function choiceDial(dial, id, turn) {
  const select = make("select", "dials-select", { id }, ...dial.options.map((option) => new Option(option, option)));
  const back = make("button", "dials-back", { type: "button", "aria-label": `${dial.label}: back to ${dial.start}`, title: `Back to ${dial.start}` }, "↺");
  select.addEventListener("change", () => turn(select.value));
  back.addEventListener("click", () => { select.value = dial.start; turn(dial.start); });
  const control = make("div", "dials-control", {}, make("div", "dials-choice", {}, select), back);
  const row = make("div", "dials-row", {}, make("label", "dials-label", { for: id }, dial.label), control);
  return { row, show: (now) => (select.value = now), enable: (yes) => [select, back].forEach((node) => (node.disabled = !yes)) };
}

// A picture is the bytes of a PNG; a page without a kernel hands over what it has put together.
const pixels = (picture) =>
  picture instanceof ImageBitmap ? picture : createImageBitmap(new Blob([picture], { type: "image/png" }));

// ---- The panel -------------------------------------------------------------------------------

function render({ model, el }) {
  const spec = model.get("spec");
  const view = `dials-${(views += 1)}-${Math.random().toString(36).slice(2, 8)}`;
  const image = make("canvas", "dials-picture", { role: "img", width: spec.width, height: spec.height });
  const screen = image.getContext("bitmaprenderer");
  const notice = make("p", "dials-notice");
  const text = make("figcaption", "dials-text");
  const goal = make("p", "dials-goal");
  const problem = make("p", "dials-problem");
  const spoken = make("p", "dials-spoken", { role: "status", "aria-live": "polite" });
  const figure = make("figure", "dials-figure", {}, make("div", "dials-frame", {}, image, notice), text);
  const dials = Object.fromEntries(spec.dials.map((dial) => {
    const kind = dial.options ? choiceDial : numberDial;
    return [dial.name, kind(dial, `${view}-${dial.name}`, (value) => turn({ [dial.name]: value }))];
  }));
  const many = spec.dials.length >= MANY ? " dials-many" : "";
  const rows = make("div", `dials-rows${many}`, {}, ...Object.values(dials).map((dial) => dial.row));
  const title = spec.title ? [make("p", "dials-title", {}, spec.title)] : [];
  const panel = make("section", "dials-panel", { "aria-label": spec.title || "Dials and their picture" });
  panel.append(...title, figure, goal, rows, problem, spoken);
  panel.style.setProperty("--dials-width", `${spec.width}px`);
  el.append(panel);

  // One question at a time, two where answers come quickly: then the next picture is drawn while
  // the last is on its way.  What is turned meanwhile is merged and asked next.
  let wanted = {}, asked = 0, heard = 0, most = 1, since = [0, 0], slow = 0;
  let newest = -1, drawn = -1, alive = true;
  const waiting = () => heard < asked;

  function turn(values) {
    Object.assign(wanted, values);
    if (asked - heard < most || performance.now() - since[asked % 2] > LOST) ask();
  }

  function ask() {
    asked += 1;
    since[asked % 2] = performance.now();
    clearTimeout(slow);
    slow = setTimeout(() => note("drawing …"), SLOW);
    say({ kind: "turn", values: wanted, asked: { view, n: asked } });
    wanted = {};
  }

  function say(content) {
    try {
      if (alive) model.send(content);
    } catch {
      sleep();
    }
  }

  function note(words) {
    notice.textContent = words;
    figure.setAttribute("aria-busy", String(Boolean(words)));
  }

  function speak(words) {
    if (spoken.textContent !== words) spoken.textContent = words;
  }

  function answered(state) {
    if (!state.asked || state.asked.view !== view || state.asked.n <= heard) return;
    heard = state.asked.n;
    most = performance.now() - since[heard % 2] < SLOW ? 2 : 1;
    if (!waiting()) {
      clearTimeout(slow);
      note("");
    }
    if (Object.keys(wanted).length) ask();
  }

  // Picture and words appear together, and neither ever gives way to an older one: a picture is
  // decoded beside this thread, so a later one, or words without a picture, may overtake it.
  async function hear(state, buffers) {
    if (state.kind !== "state") return;
    answered(state);
    clearTimeout(silent);
    keep(state, buffers);
    await show(state, buffers);
  }

  async function show(state, buffers) {
    if (buffers && buffers.length) {
      try {
        const bitmap = await pixels(buffers[0]);
        if (state.serial > drawn) screen.transferFromImageBitmap(bitmap);
        drawn = Math.max(drawn, state.serial);
      } catch {
        state.problem = "The browser could not show this picture. Turn on; the next one may be fine.";
      }
    }
    if (state.serial > newest) tell(state);
  }

  // What is saved with the notebook.  It is kept in the page alone: Python has no use for it.
  function keep({ asked, serial, ...state }, buffers) {
    model.set("kept", state);
    if (buffers && buffers.length) model.set("picture", buffers[0]);
  }

  // What was kept when the notebook was saved, or what Python began with: it is there before Python
  // answers, and where there is no Python.
  async function recall() {
    const kept = model.get("kept");
    if (!kept?.values) return;
    await show({ ...kept, serial: 0 }, [model.get("picture")]);
    if (newest === 0) for (const dial of Object.values(dials)) dial.enable(false);
  }

  function tell(state) {
    newest = state.serial;
    alive = true;
    if (!waiting()) for (const [name, value] of Object.entries(state.values)) dials[name].show(value);
    text.textContent = state.text;
    image.setAttribute("aria-label", state.text);
    problem.textContent = state.problem;
    if (state.goal) {
      goal.textContent = state.goal.text;
      goal.classList.toggle("dials-reached", state.goal.now);
      goal.style.setProperty("--dials-done", `${100 * state.goal.closeness}%`);
    }
    speak(state.problem || (state.goal && state.goal.now ? state.goal.text : ""));
    panel.classList.toggle("dials-asleep", state.asleep);
    for (const dial of Object.values(dials)) dial.enable(!state.asleep);
    if (!waiting()) note(state.asleep ? "Commit to a guess first; then the dials wake." : "");
  }

  // The kernel is gone: say so in words instead of leaving dials that do nothing.
  function sleep() {
    alive = false;
    clearTimeout(slow);
    note("");
    for (const dial of Object.values(dials)) dial.enable(false);
    problem.textContent = "This panel is asleep: Python was stopped. Run its cell again to wake it.";
    speak(problem.textContent);
  }

  // Python may be busy, or nowhere: the notebook was opened again, and nothing has been run.
  const silent = setTimeout(() => {
    problem.textContent = "No answer from Python yet. While it is busy, wait; otherwise run this cell again to wake the panel.";
    speak(problem.textContent);
  }, SILENT);

  // On a screen of another resolution, or zoomed, the picture is drawn anew.
  let screens = null;
  function hello() {
    screens?.removeEventListener("change", hello);
    screens = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    screens.addEventListener("change", hello);
    say({ kind: "hello", view, ratio: window.devicePixelRatio || 1 });
  }

  // A sentence that gets shorter makes nothing below it jump, until the panel's width changes.
  let width = 0;
  const tallest = new ResizeObserver(() => {
    const another = text.offsetWidth !== width;
    width = text.offsetWidth;
    requestAnimationFrame(() => {
      if (another) text.style.minHeight = "";
      text.style.minHeight = `${text.offsetHeight}px`;
    });
  });
  tallest.observe(text);

  model.on("msg:custom", hear);
  model.on("comm_live_update", sleep);
  recall();
  hello();
  return () => {
    screens.removeEventListener("change", hello);
    clearTimeout(silent);
    model.off("msg:custom", hear);
    model.off("comm_live_update", sleep);
    say({ kind: "bye", view });
    tallest.disconnect();
  };
}

export default { render };
