"""Pages as a browser shows them: axe's findings for WCAG 2.2 A and AA, and what a page asks of other hosts."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import html

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
QUIET += " --disable-component-update --disable-sync"

_ALL = """
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0);
    const name = each => (each.getAttribute('aria-label') || each.textContent || each.title || each.outerHTML)
        .trim().replace(/\\s+/g, ' ').slice(0, 60);
"""
REACHABLE = f"() => {{ {_ALL} return all.map(name); }}"
FOCUSED = f"""() => {{ {_ALL}
    const here = document.activeElement;
    if (!here || here === document.body || here === document.documentElement) return null;
    // A skip link slides in; what ends is taken as ended.
    document.getAnimations().filter(each => each.effect.getComputedTiming().iterations < Infinity)
        .forEach(each => each.finish());
    const style = getComputedStyle(here), box = here.getBoundingClientRect();
    const ringed = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
    const inside = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
    return {{name: name(here), place: all.indexOf(here), seen: ringed && inside}};
}}"""

COLOURS = ["color-contrast", "link-in-text-block"]
"""Axe's rules that depend only on how a text looks, and take most of its time."""
AXE_ON_NEW_LOOKS = """async ([seen, rules]) => {
    const own = each => [each.tagName, each.className, each.getAttribute('style'),
        each.tagName === 'TR' && each.rowIndex % 2].join(' ');
    const look = each => each ? own(each) + '\\n' + look(each.parentElement) : '';
    const found = new Map();
    for (const each of document.body.querySelectorAll('*')) {
        const text = [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!text || !each.checkVisibility()) continue;
        const its = look(each);
        if (!found.has(its)) found.set(its, each);
    }
    seen.forEach(each => found.delete(each));
    const asked = {runOnly: rules, resultTypes: ['violations']};
    const violations = found.size ? (await axe.run({include: [...found.values()]}, asked)).violations : [];
    return {looks: [...found.keys()], violations};
}"""


class Browser:
    """Headless Chromium. `page` is Playwright's, for tests that press keys and look."""

    def __init__(self, page: Any, started: Any = None) -> None:
        from axe_playwright_python.sync_playwright import Axe

        self.page, self._started, self._axe = page, started, Axe()
        self.asked: list[str] = []  # addresses off this machine that pages asked for
        page.on("request", self._hear)

    def open(self, address: Path | str) -> None:
        """Show a file or an address."""
        self.page.goto(address.resolve().as_uri() if isinstance(address, Path) else address)

    def breaches(self, address: Path | str) -> list[str]:
        """One line for each WCAG 2.2 A or AA rule that the page breaks, with the first place that breaks it."""
        self.open(address)
        return self.shown_breaches()

    def breaches_of_all(self, pages: Iterable[Path]) -> dict[Path, list[str]]:
        """The same for each of many pages with one style sheet: a look met on one page is not measured on another."""
        found, seen = dict[Path, list[str]](), set[str]()
        for page in pages:
            self.open(page)
            found[page] = self.shown_breaches(seen)
        return found

    def shown_breaches(self, seen: set[str] | None = None) -> list[str]:
        """The same for the page that is shown now.

        Contrast is measured once a look, but for looks in `seen`, to which these are added. How a text looks follows
        from the elements that it stands in, their classes and styles, and from whether its row of a table is odd or
        even.
        """
        asked = {"runOnly": WCAG, "rules": {rule: {"enabled": False} for rule in COLOURS}}
        found = self._axe.run(self.page, options=asked | {"resultTypes": ["violations"]}).response["violations"]
        of_colours = self.page.evaluate(AXE_ON_NEW_LOOKS, [list(seen or ()), COLOURS])
        if seen is not None:
            seen |= set(of_colours["looks"])
        return [
            f"{each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:200]}"
            for each in found + of_colours["violations"]
        ]

    def walk(self) -> list[str]:
        """What somebody meets who goes through the open page with Tab alone, as faults: the skip link first, then
        everything that can be reached, once, in the order of the page, each with a focus that can be seen.
        """
        reachable: list[str] = self.page.evaluate(REACHABLE)
        met: list[dict[str, Any]] = []
        for _ in range(len(reachable) + 5):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(FOCUSED)
            if found is None or (len(met) == len(reachable) and found == met[0]):  # out of the page, or once round
                break
            met.append(found)
        faults = [f"{each['name']}: the focus cannot be seen" for each in met if not each["seen"]]
        order = [each["place"] for each in met]
        if not met or "skip" not in met[0]["name"].lower():
            faults.append("the first thing reached is not a skip link")
        if len(set(order)) < len(order):
            faults.append("the focus comes back to what it has left: it is held, or goes round in the page")
        if order != sorted(order):
            faults.append("the focus jumps about the page")
        missed = [name for place, name in enumerate(reachable) if place not in order]
        return faults + [f"{name}: not reached" for name in missed]

    def another(self) -> Browser:
        """A window of somebody else's: it shares no cookies with this one."""
        return Browser(self._started.new_page(viewport=self.page.viewport_size), self._started)

    def folded_in_print(self) -> int:
        """How many folded parts of the open page would be missing from its print-out."""
        self.page.emulate_media(media="print")
        missing: int = self.page.evaluate(
            "() => [...document.querySelectorAll('details')].filter(each => each.checkVisibility())"
            ".map(each => each.lastElementChild)"
            ".filter(each => !each.checkVisibility() || each.getBoundingClientRect().height === 0).length"
        )
        self.page.emulate_media(media="screen")
        return missing

    def _hear(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "http://127.0.0.1", "http://localhost")):
            self.asked.append(request.url)


@contextmanager
def chromium(width: int = 1280) -> Iterator[Browser]:
    """A browser of its own, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET.split())
        yield Browser(started.new_page(viewport={"width": width, "height": 900}), started)
        started.close()


def pages_with_every_look(pages: Iterable[Path]) -> list[Path]:
    """Few pages that between them hold text in every look there is: other pages are made of the same."""
    looks = {page: _looks(page) for page in pages}
    todo, chosen = set[Any]().union(*looks.values()), list[Path]()
    while todo:
        chosen.append(max(looks, key=lambda page: len(looks[page] & todo)))
        todo -= looks[chosen[-1]]
    return chosen


def _looks(page: Path) -> set[Any]:
    """The looks of a page's texts, as `AXE_ON_NEW_LOOKS` tells them apart, without opening it."""

    def look(element: Any) -> tuple[Any, ...]:
        odd = element.tag == "tr" and len(list(element.itersiblings("tr", preceding=True))) % 2
        own = (element.tag, element.get("class"), element.get("style"), odd)
        return (own, *(look(element.getparent()) if element.getparent() is not None else ()))

    body = html.parse(str(page)).getroot()
    texts = (each for each in body.iter() if isinstance(each.tag, str) and "".join(each.xpath("text()")).strip())
    return {look(each) for each in texts}


def unreadable(page: Path) -> list[str]:
    """What axe does not see: pictures whose words say nothing, headings that skip a level, tables without headings."""
    from curriculum.alt_text import check_alt
    from synthetic_data.errors import PlainError

    body = html.parse(str(page)).getroot()
    main = next(iter(body.xpath("//article[.//h1]") + body.xpath("//main[.//h1]")), body)
    found = []
    for picture in main.iter("img"):
        if picture.get("role") == "presentation" or picture.get("alt") == "":
            continue
        try:
            check_alt(picture.get("alt"))
        except PlainError as problem:
            found.append(str(problem))
    found += ["a drawing without words" for drawing in main.xpath(".//*[@role='img']") if not _words_of(drawing)]
    levels = [int(each.tag[1]) for each in main.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    if levels[:1] != [1] or levels.count(1) != 1:
        found.append(f"{levels.count(1)} main headings, and the first heading is of level {levels[:1]}")
    found += [f"a heading of level {after} follows one of level {before}" for before, after in _skips(levels)]
    found += ["a table without headings" for table in main.iter("table") if not table.xpath(".//th")]
    return found


def _words_of(drawing: Any) -> str:
    return str(drawing.get("aria-label") or "".join(drawing.xpath("./*[local-name()='title']//text()"))).strip()


def _skips(levels: list[int]) -> list[tuple[int, int]]:
    return [(before, after) for before, after in pairwise(levels) if after > before + 1]
