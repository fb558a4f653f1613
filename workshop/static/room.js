// The instructor's page: bars that fill as the room commits.
const prefix = document.body.dataset.prefix;
const choice = document.getElementById("notebook");
const hidden = document.getElementById("hidden");
const people = document.getElementById("people");
const trouble = document.getElementById("trouble");
let live = null; // what ends the connection that is open
let spoken = 0;

// JupyterHub wants to see its cookie again in whatever a script asks for.
function asked() {
  const found = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/);
  return { "X-XSRFToken": found ? decodeURIComponent(found[1]) : "", "X-Room": "1" };
}

const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

function show(page, told) {
  const most = Math.max(told.people, 1);
  for (const question of page.querySelectorAll(".question")) {
    const counts = told.guesses[question.dataset.name];
    const sum = counts.reduce((a, b) => a + b, 0);
    question.querySelector(".committed").textContent =
      sum === 1 ? "1 has committed" : `${sum} have committed`;
    question.querySelectorAll("li").forEach((line, i) => {
      line.querySelector(".bar span").style.width = `${(100 * counts[i]) / most}%`;
      line.querySelector(".number").textContent = counts[i];
    });
  }
  for (const row of page.querySelectorAll("tr[data-kind]")) {
    row.querySelector("td").textContent = told[row.dataset.kind][row.dataset.name];
  }
  // Spoken at most every five seconds: a room of thirty would else talk without end.
  if (Date.now() - spoken > 5000 || people.textContent === "") {
    spoken = Date.now();
    people.textContent = told.people === 1 ? "1 is at it." : `${told.people} are at it.`;
  } else {
    clearTimeout(show.later);
    show.later = setTimeout(() => show(page, told), 5000);
  }
}

// Read what the service tells, event by event, for as long as it goes on.
async function hear(page, slug, signal) {
  const url = `${prefix}live?notebook=${encodeURIComponent(slug)}`;
  const answer = await fetch(url, { headers: asked(), signal });
  if (answer.status === 403 || answer.redirected) location.reload(); // come in again
  if (!answer.ok) throw new Error(answer.status);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      trouble.textContent = "";
      if (event.startsWith("data: ")) show(page, JSON.parse(event.slice(6)));
    }
  }
}

async function stay(page, slug, signal) {
  while (!signal.aborted) {
    await hear(page, slug, signal).catch(() => {});
    if (signal.aborted) return;
    trouble.textContent = "The room’s service does not answer just now; trying again.";
    await pause(2);
  }
}

function listen() {
  live?.abort();
  clearTimeout(show.later);
  people.textContent = "";
  for (const page of document.querySelectorAll(".page")) page.hidden = true;
  const page = document.getElementById(`page-${choice.value}`);
  page.hidden = false;
  live = new AbortController();
  stay(page, choice.value, live.signal);
  history.replaceState(null, "", `#${choice.value}`);
}

hidden.addEventListener("change", () => {
  document.body.classList.toggle("only-how-many", hidden.checked);
});
choice.addEventListener("change", listen);
document.getElementById("forget").addEventListener("click", () => {
  if (confirm("Delete all that was counted so far?")) {
    fetch(`${prefix}forget`, { method: "POST", headers: asked() });
  }
});
const wanted = decodeURIComponent(location.hash.slice(1));
if ([...choice.options].some((option) => option.value === wanted)) choice.value = wanted;
listen();
