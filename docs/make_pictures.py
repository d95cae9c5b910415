"""Take the README's pictures of what the project's own commands made: `make pictures` calls this.

    python docs/make_pictures.py MADE      MADE holds course/ (from academy demo) and site/ (from academy site)

Pictures keep to 128 colours: a page of words is a quarter of the size, and looks the same.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PLACE = Path(__file__).with_name("pictures")
COLOURS = 128
# name: page, width and height in pixels, what to have at the top ("" for the page's own top)
PICTURES = {
    "report": ("course/report.html", 900, 760, ""),
    "feedback": ("course/feedback/learner010/m01-a01/assignment.html", 760, 700, ""),
    "teams": ("course/teams.html", 860, 720, ""),
    "brief": ("course/brief.html", 760, 1000, ""),
    "lesson": ("site/course/m01_first_notebook/l03_dates_ages_types.html", 1000, 640, "#your-turn-read-the-dates"),
}


def main(made: Path) -> None:
    """Write one PNG for each of `PICTURES` into docs/pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (page, width, height, top) in PICTURES.items():
            tab = browser.new_page(viewport={"width": width, "height": height})
            tab.goto((made / page).resolve().as_uri())
            if top:
                tab.locator(top).first.evaluate("element => element.scrollIntoView({behavior: 'instant'})")
            taken = Image.open(io.BytesIO(tab.screenshot(animations="disabled")))
            few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(PLACE / f"{name}.png", optimize=True)
            tab.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
