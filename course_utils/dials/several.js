// Several questions, each with radio buttons, and one button for all of them.

const SILENT = 2000; // milliseconds without an answer after which that is said
let asked = 0;

function radiosOf(question, number, group) {
  const box = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = `${number + 1}. ${question.text}`;
  box.append(legend);
  const radios = question.choices.map((choice, place) => {
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: `${group}-${number}`, value: place });
    radio.setAttribute("data-lm-suppress-shortcuts", "true");
    const label = document.createElement("label");
    label.append(radio, " ", choice);
    box.append(label);
    return radio;
  });
  return { box, radios };
}

function render({ model, el }) {
  const { title, questions } = model.get("spec");
  const group = `dials-several-${(asked += 1)}-${Math.random().toString(36).slice(2, 8)}`;
  const box = document.createElement("fieldset");
  box.className = "dials-guess dials-several";
  const legend = document.createElement("legend");
  legend.textContent = title;
  const rows = questions.map((question, number) => radiosOf(question, number, group));
  const commit = Object.assign(document.createElement("button"), { type: "button", className: "dials-commit", textContent: "Commit to these answers", disabled: true });
  commit.setAttribute("data-lm-suppress-shortcuts", "true");
  const said = document.createElement("p");
  said.className = "dials-said";
  said.setAttribute("role", "status");
  box.append(legend, ...rows.map((row) => row.box), commit, said);
  el.append(box);

  const picked = () => rows.map((row) => row.radios.findIndex((radio) => radio.checked));
  box.addEventListener("change", () => (commit.disabled = picked().includes(-1)));
  let silent = 0;
  commit.addEventListener("click", () => {
    if (picked().includes(-1)) return;
    clearTimeout(silent);
    silent = setTimeout(() => (said.textContent = "No answer from Python yet. While it is busy, wait; otherwise run this cell again to be asked again."), SILENT);
    model.send({ kind: "choose", choices: picked() });
  });

  function show() {
    const places = model.get("picked");
    if (places.length === 0) return;
    clearTimeout(silent);
    rows.forEach((row, number) =>
      row.radios.forEach((radio, place) => Object.assign(radio, { checked: place === places[number], disabled: true })));
    commit.hidden = true;
    said.textContent = "Your answers are noted.";
  }
  // The kernel is gone.
  function sleep() {
    commit.disabled = true;
    if (model.get("picked").length === 0) said.textContent = "Python was stopped. Run this cell again to be asked again.";
  }

  model.on("change:picked", show);
  model.on("comm_live_update", sleep);
  show();
  return () => {
    clearTimeout(silent);
    model.off("change:picked", show);
    model.off("comm_live_update", sleep);
  };
}

export default { render };
