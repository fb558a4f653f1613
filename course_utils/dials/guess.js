// A guess to commit to: radio buttons and one button.

const SILENT = 2000; // milliseconds without an answer after which that is said
let asked = 0;

function render({ model, el }) {
  const { question, choices } = model.get("spec");
  const group = `dials-guess-${(asked += 1)}-${Math.random().toString(36).slice(2, 8)}`;
  const box = document.createElement("fieldset");
  box.className = "dials-guess";
  const legend = document.createElement("legend");
  legend.textContent = question;
  const radios = choices.map((choice, place) => {
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: group, value: place });
    const label = document.createElement("label");
    label.append(radio, " ", choice);
    box.append(label);
    return radio;
  });
  const commit = Object.assign(document.createElement("button"), { type: "button", className: "dials-commit", textContent: "Commit to this guess", disabled: true });
  const said = document.createElement("p");
  said.className = "dials-said";
  said.setAttribute("role", "status");
  box.prepend(legend);
  box.append(commit, said);
  // Keys belong to the control that has the focus; JupyterLab would move between cells.
  for (const node of [...radios, commit]) node.setAttribute("data-lm-suppress-shortcuts", "true");
  el.append(box);

  box.addEventListener("change", () => (commit.disabled = false));
  let silent = 0;
  commit.addEventListener("click", () => {
    const choice = radios.findIndex((radio) => radio.checked);
    if (choice < 0) return;
    clearTimeout(silent);
    silent = setTimeout(() => (said.textContent = "No answer from Python yet. While it is busy, wait; otherwise run this cell again to be asked again."), SILENT);
    model.send({ kind: "choose", choice });
  });

  function show() {
    const chosen = model.get("chosen");
    if (chosen < 0) return;
    clearTimeout(silent);
    radios.forEach((radio, place) => Object.assign(radio, { checked: place === chosen, disabled: true }));
    commit.hidden = true;
    said.textContent = `Your guess is noted: ${choices[chosen]}`;
  }
  // The kernel is gone.
  function sleep() {
    commit.disabled = true;
    if (model.get("chosen") < 0) said.textContent = "Python was stopped. Run this cell again to be asked again.";
  }

  model.on("change:chosen", show);
  model.on("comm_live_update", sleep);
  show();
  return () => {
    clearTimeout(silent);
    model.off("change:chosen", show);
    model.off("comm_live_update", sleep);
  };
}

export default { render };
