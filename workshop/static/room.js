// The instructor's page: bars that fill as the room commits.
const prefix = document.body.dataset.prefix;
const choice = document.getElementById("notebook");
const hidden = document.getElementById("hidden");
const people = document.getElementById("people");
const trouble = document.getElementById("trouble");
let live = null;
let spoken = 0;

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

function listen() {
  live?.close();
  clearTimeout(show.later);
  people.textContent = "";
  for (const page of document.querySelectorAll(".page")) page.hidden = true;
  const page = document.getElementById(`page-${choice.value}`);
  page.hidden = false;
  live = new EventSource(`${prefix}live?notebook=${encodeURIComponent(choice.value)}`);
  live.onmessage = (event) => {
    trouble.textContent = "";
    show(page, JSON.parse(event.data));
  };
  live.onerror = () => {
    trouble.textContent = "The room’s service does not answer just now; trying again.";
    if (live.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
  history.replaceState(null, "", `#${choice.value}`);
}

hidden.addEventListener("change", () => {
  document.body.classList.toggle("only-how-many", hidden.checked);
});
choice.addEventListener("change", listen);
document.getElementById("forget").addEventListener("click", () => {
  if (confirm("Delete all that was counted so far?")) {
    fetch(`${prefix}forget`, { method: "POST", headers: { "X-Room": "1" } });
  }
});
const wanted = decodeURIComponent(location.hash.slice(1));
if ([...choice.options].some((option) => option.value === wanted)) choice.value = wanted;
listen();
