"""The README's moving picture: the panel of notebook 01 in a browser, and a hand on its dials.

Run `python -m tools.moving_picture`: it writes docs/panel.webp. Chromium has to be there.
"""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

from tests.browser.lab import Lab
from tools.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
TITLE = "342 penguins, two dials"
PIVOT = (201, 4200)  # mm and g: the middle of the penguins
TILTS = [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 49.5]
WAY = [  # where the dials stand, one picture each: up to the middle, and then turned about it
    *[(0, b) for b in range(3500, 4201, 100)],
    *[(a, 50 * round((PIVOT[1] - PIVOT[0] * a) / 50)) for a in TILTS],
]
PACE, REST = 160, 2500  # milliseconds a picture, and for the last


def main() -> None:
    """Turn, photograph, and write the pictures as one that moves."""
    with Lab(ROOT / "notebooks") as lab, chromium() as browser:
        page = lab.open(browser, "01_two_dials.ipynb", height=2000, device_scale_factor=1)
        lab.run_all(page)
        lab.python(page, "order.choose(0)")
        panel = page.get_by_role("region", name=TITLE)
        panel.scroll_into_view_if_needed()
        pictures = [photograph(lab, page, panel, a, b) for a, b in WAY]
    write(pictures, ROOT / "docs" / "panel.webp")


def photograph(lab: Lab, page: Page, panel: Locator, a: float, b: float) -> Image.Image:
    """The panel with its dials at a and b."""
    lab.python(page, f"all_penguins.set(a={a}, b={b})")
    text = lab.python(page, "print(all_penguins.text)").strip()
    panel.get_by_text(text).wait_for()
    page.wait_for_timeout(100)
    return Image.open(io.BytesIO(panel.screenshot())).convert("RGB")


def write(pictures: list[Image.Image], path: Path) -> None:
    """All of one size, one after the other, over and over."""
    width, height = (min(picture.size[i] for picture in pictures) for i in (0, 1))
    pictures = [picture.crop((0, 0, width, height)) for picture in pictures]
    times = [PACE] * (len(pictures) - 1) + [REST]
    pictures[0].save(
        path,
        save_all=True,
        append_images=pictures[1:],
        duration=times,
        loop=0,
        quality=70,
        method=6,
    )
    print(f"{path.name}: {len(pictures)} pictures, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
