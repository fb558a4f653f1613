// A button that asks once more before it acts.

const SILENT = 2000; // milliseconds without an answer after which that is said

function render({ model, el }) {
  const { label, sure } = model.get("spec");
  const box = document.createElement("div");
  box.className = "dials-guess";
  const button = (words, pressed) => {
    const node = document.createElement("button");
    Object.assign(node, { type: "button", className: "dials-commit", textContent: words });
    // Keys belong to the control that has the focus; JupyterLab would move between cells.
    node.setAttribute("data-lm-suppress-shortcuts", "true");
    node.addEventListener("click", pressed);
    return node;
  };
  let silent = 0;
  const said = document.createElement("p");
  said.className = "dials-said";
  said.setAttribute("role", "status");
  const first = button(label, () => ask(true));
  const no = button("No, leave everything as it is", () => ask(false));
  const yes = button(`Yes: ${label.toLowerCase()}`, () => {
    ask(false);
    clearTimeout(silent);
    silent = setTimeout(() => (said.textContent = "No answer from Python yet. While it is busy, wait; otherwise run this cell again to wake the button."), SILENT);
    model.send({ kind: "press" });
  });
  box.append(said, first, no, " ", yes);
  el.append(box);

  function ask(asking, words = asking ? sure : "") {
    const focused = box.contains(document.activeElement);
    first.hidden = asking;
    no.hidden = yes.hidden = !asking;
    said.textContent = words;
    if (focused) (asking ? no : first).focus();
  }
  function hear(content) {
    if (content.kind !== "said") return;
    clearTimeout(silent);
    ask(false, content.text);
  }
  // The kernel is gone.
  function sleep() {
    ask(false, "Python was stopped. Run this cell again to wake the button.");
    first.disabled = true;
  }

  model.on("msg:custom", hear);
  model.on("comm_live_update", sleep);
  ask(false);
  return () => {
    clearTimeout(silent);
    model.off("msg:custom", hear);
    model.off("comm_live_update", sleep);
  };
}

export default { render };
