// A learner says yes or no to being counted.
const box = document.getElementById("counted");
// JupyterHub wants to see its cookie again in whatever a script asks for.
function asked() {
  const found = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/);
  return { "X-XSRFToken": found ? decodeURIComponent(found[1]) : "", "X-Room": "1" };
}

const said = document.getElementById("said");

box.addEventListener("change", async () => {
  const answer = await fetch(`${document.body.dataset.prefix}mine`, {
    method: "POST",
    headers: asked(),
    body: box.checked ? "yes" : "no",
  }).catch(() => null);
  if (!answer?.ok) {
    box.checked = !box.checked;
    said.textContent = "That did not reach the room. Try again in a moment.";
  } else {
    said.textContent = box.checked
      ? "From now on what you do is counted."
      : "What you did is taken out, and nothing more is counted.";
  }
});
