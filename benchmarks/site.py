"""How quick are the course's pages on a phone, and how large?

    python -m benchmarks.site [--json] [--folder _site] [--pages 01_two_dials ...]

The built site from a plain file server, in headless Chromium as a phone sees it: 9 Mbit/s with
60 ms there and back (DevTools' "Fast 4G", without its surcharge), nothing kept from before.
For the front page: until its picture is on the screen.  For its dials: from a key press to the
changed picture, where it is still to be fetched (the first press, and presses far from any other)
and where it is there.  For each page: bytes until it is read to its end and no dial was touched.

Targets: 1.5 s; 200 and 60 ms; 1.5 MB a page; 150 MB in all.
"""

import argparse
import functools
import http.server
import json
import statistics
import sys
import threading
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tools.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
MBIT, LATENCY = 9, 60  # a phone's, in Mbit/s and ms
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
PAINTED = """() => {
    window.bench = {pressed: 0, painted: 0, first: 0};
    const press = (event) => Object.assign(bench, {pressed: event.timeStamp, painted: 0});
    addEventListener("keydown", press, true);
    const {transferFromImageBitmap} = ImageBitmapRenderingContext.prototype;
    ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
        transferFromImageBitmap.call(this, bitmap);
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
                bench.first ||= performance.now();
                bench.painted ||= performance.now();
            };
            channel.port2.postMessage(0);
        });
    };
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain file server that keeps connections open and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def main() -> None:
    """Measure, and print a table or JSON."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    reader.add_argument("--json", action="store_true", help="print the report as JSON")
    reader.add_argument("--folder", type=Path, default=ROOT / "_site")
    reader.add_argument("--pages", nargs="*", help="without: all of them")
    reader.add_argument("--loads", type=int, default=5, help="of the front page")
    wanted = reader.parse_args()
    if not (wanted.folder / "index.html").exists():
        sys.exit(f"There is no site in {wanted.folder}: make site")
    names = wanted.pages or sorted(path.stem for path in wanted.folder.glob("*.html"))
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(wanted.folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with chromium() as browser:
        report = measure(browser, address, names, wanted.loads)
    files = [path.stat().st_size for path in wanted.folder.rglob("*") if path.is_file()]
    report |= {"whole_mb": round(sum(files) / 1e6, 1), "files": len(files)}
    print(json.dumps(report, indent=1) if wanted.json else table(report))


def measure(browser: Browser, address: str, names: list[str], loads: int) -> dict[str, Any]:
    """All figures; times in ms, sizes in MB."""
    ready = [first_picture(browser, address) for _ in range(loads)]
    there, fetched = turns(browser, address)
    return {
        "network": f"{MBIT} Mbit/s, {LATENCY} ms",
        "ready_ms": round(statistics.median(ready)),
        "turn_fetched_ms": round(statistics.median(fetched)),
        "turn_there_ms": round(statistics.median(there)),
        "page_mb": {name: untouched(browser, address, name) for name in names},
    }


def phone(browser: Browser) -> Page:
    """A new page on a slow line, with nothing kept from before."""
    page = browser.new_context(**PHONE).new_page()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    rate = MBIT * 1e6 / 8
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": rate,
            "uploadThroughput": rate,
        },
    )
    page.add_init_script(f"({PAINTED})()")
    return page


def first_picture(browser: Browser, address: str) -> float:
    """From asking for the front page to its picture on the screen, in ms."""
    page = phone(browser)
    page.goto(f"{address}/index.html")
    page.wait_for_function("window.bench.first")
    taken = page.evaluate("bench.first")
    page.context.close()
    return taken


def turns(browser: Browser, address: str, presses: int = 8) -> tuple[list[float], list[float]]:
    """(ms of turns whose picture was there, ms of turns whose picture had to be fetched)."""
    fetched = []
    for key in ("ArrowRight", "End", "PageUp", "PageDown", "ArrowLeft"):
        page = phone(browser)
        page.goto(f"{address}/index.html")
        page.wait_for_function("window.bench.first")
        page.wait_for_load_state("networkidle")
        fetched.append(press(page, key))
        page.wait_for_load_state("networkidle")
        there = [press(page, ("ArrowLeft", "ArrowRight")[i % 2]) for i in range(presses)]
        page.context.close()
    return there, fetched


def press(page: Page, key: str) -> float:
    """From a key press on the second slider to the changed picture, in ms."""
    page.locator(".dials-slider").nth(1).press(key)
    page.wait_for_function("bench.pressed && bench.painted")
    return page.evaluate("bench.painted - bench.pressed")


def untouched(browser: Browser, address: str, name: str) -> float:
    """MB that a page takes until it is read to its end, no dial touched."""
    page, taken = browser.new_context(**PHONE).new_page(), []
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    page.goto(f"{address}/{name}.html")
    for _ in range(200):
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(20)
        if page.evaluate("scrollY + innerHeight >= document.body.scrollHeight - 2"):
            break
    page.wait_for_load_state("networkidle")
    page.context.close()
    return round(sum(taken) / 1e6, 2)


def table(report: dict[str, Any]) -> str:
    """The report for people."""
    sizes = report["page_mb"]
    largest = max(sizes, key=sizes.get)
    return "\n".join(
        [
            f"On a line of {report['network']}:",
            f"  first picture of the front page  {report['ready_ms']:6} ms   (1,500)",
            f"  a turn, to be fetched            {report['turn_fetched_ms']:6} ms   (200)",
            f"  a turn, already there            {report['turn_there_ms']:6} ms   (60)",
            f"Largest page, untouched: {sizes[largest]} MB, {largest}   (1.5)",
            f"All {report['files']} files: {report['whole_mb']} MB   (150)",
        ]
    )


if __name__ == "__main__":
    main()
