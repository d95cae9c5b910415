"""Every link of a finished site followed: to a page that is there, to a heading that is there, and never off the site
for anything a browser would fetch by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

FETCHED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}


def broken_links(site: Path) -> list[str]:
    """One sentence for each link that leads nowhere and each file that a page would fetch from another host."""
    return [found for page in pages_of(site) for found in _of_page(site, page)]


def pages_of(site: Path) -> list[Path]:
    """Every page of the site; what the theme keeps beside its styles is not a page."""
    return [page for page in sorted(site.rglob("*.html")) if "_static" not in page.relative_to(site).parts]


def _of_page(site: Path, page: Path) -> Iterator[str]:
    where = page.relative_to(site).as_posix()
    for element in html.parse(str(page)).getroot().iter("a", "link", *FETCHED):
        target = element.get(FETCHED.get(element.tag, "href"))
        if not target:
            continue
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            fetched = element.tag in FETCHED or (element.tag == "link" and element.get("rel") != "canonical")
            if fetched and parts.scheme != "data":
                yield f"{where} fetches {target} from another host"
            continue
        full = (page.parent / unquote(parts.path)).resolve() if parts.path else page.resolve()
        if full.is_dir():
            full = full / "index.html"
        if not full.is_file():
            yield f"{where} links to {target}, which is not there"
        elif parts.fragment and full.suffix == ".html" and unquote(parts.fragment) not in _anchors(full):
            yield f"{where} links to {target}, which has no such heading"


@cache
def _anchors(page: Path) -> frozenset[str]:
    root = html.parse(str(page)).getroot()
    return frozenset(element.get("id") or element.get("name") for element in root.xpath("//*[@id or @name]"))
