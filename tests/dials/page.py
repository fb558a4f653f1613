"""A stand-in for the page: sends what panel.js sends, and keeps what it would be told."""

from course_utils.dials import png
from course_utils.dials.widget import PanelFace


class Page:
    """One open view of a panel."""

    def __init__(self, panel, ratio=1.0, name="page"):
        if panel.face is None:
            panel.face = PanelFace(panel)
            panel.face.send = lambda content, buffers=None: [
                page.hear(content, buffers) for page in panel.face.pages
            ]
            panel.face.pages = []
        self.panel, self.name, self.asked = panel, name, 0
        self.states, self.pictures = [], []
        panel.face.pages.append(self)
        panel.face.hear({"kind": "hello", "view": name, "ratio": ratio})

    def hear(self, content, buffers):
        self.states.append(content)
        self.pictures.extend(buffers or [])

    def turn(self, **values):
        """What the page sends when a slider moves; returns the answer."""
        self.asked += 1
        asked = {"view": self.name, "n": self.asked}
        self.panel.face.hear({"kind": "turn", "values": values, "asked": asked})
        answer = next(state for state in self.states if state["asked"] == asked)
        assert answer["values"] == self.panel.values
        return answer

    def leave(self):
        self.panel.face.hear({"kind": "bye", "view": self.name})

    @property
    def picture(self):
        """The pixels that the page shows."""
        return png.read(self.pictures[-1])
