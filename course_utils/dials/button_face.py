"""What shows a button in a browser.

Message from the page (button.js): {kind: "press"}, after the question was answered with yes.
Message to the page: {kind: "said", text}.
"""

from pathlib import Path

import anywidget
import traitlets

HERE = Path(__file__).parent
LIVE = "application/vnd.jupyter.widget-view+json"


class ButtonFace(anywidget.AnyWidget):
    """A button in a browser."""

    _esm = HERE / "button.js"
    _css = HERE / "panel.css"
    spec = traitlets.Dict().tag(sync=True)

    def __init__(self, button):
        super().__init__(spec={"label": button.label, "sure": button.sure})
        self.button = button
        self.on_msg(lambda _, content, buffers: self.hear(content))

    def hear(self, content):
        """Act on a message from the page."""
        if content["kind"] == "press":
            self.button.press()

    def tell(self, text):
        """Show what came of it."""
        self.send({"kind": "said", "text": text})


def show_button(button):
    """A button for every kind of reader: live, or as words.  (data, metadata)."""
    if button.face is None:
        button.face = ButtonFace(button)
    view = {"version_major": 2, "version_minor": 0, "model_id": button.face.model_id}
    return {"text/html": button._repr_html_(), "text/plain": repr(button), LIVE: view}, {}
