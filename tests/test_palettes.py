"""Every pair of colours that has to be told apart, as everybody and as colour-blind people see it, and text to read.

Colours are read from where they are used, so a new one is held to the same. Nothing is told by colour alone; this is
for those who do look at the colours.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from afcharts.af_colours import get_af_colours
from colour_vision import SEEN, apart, contrast, least_apart

from curriculum.chart_rules import MOST_CATEGORIES
from grading.showing import BARS
from grading.teams import BANDS
from synthetic_data.scorecard import picture

ROOT = Path(__file__).parents[1]
LEAST_APART = 10.0  # about four times what is just noticeable
LEAST_TEXT, LEAST_DRAWN = 4.5, 3.0  # WCAG 2.2: 1.4.3 and 1.4.11
COLOUR = r"#[0-9a-fA-F]{6}\b"
PAGE = (ROOT / "grading" / "templates" / "page.css").read_text(encoding="utf-8")
SITE = (ROOT / "docs" / "site" / "static" / "academy.css").read_text(encoding="utf-8")
MARK = (ROOT / "docs" / "site" / "static" / "mark.svg").read_text(encoding="utf-8")
REPORT = (ROOT / "grading" / "templates" / "report.html.j2").read_text(encoding="utf-8")
GREYS_OF_RULES = {"#b1b4b6"}  # thin lines between rows: an ornament, nothing is read from them

APART = {
    "chart categories": get_af_colours("categorical")[:MOST_CATEGORIES],
    "chart pairs": get_af_colours("duo"),
    "chart focus": get_af_colours("focus"),
    "chart sequences": get_af_colours("sequential"),
    "skills by team": [band.fill for band in BANDS],
    "bars of feedback": sorted(set(re.findall(rf"border-left(?:-color)?:[^;}}]*?({COLOUR})", PAGE))),
    "boxes of checks": sorted(set(BARS.values())),
    "scorecard": [picture.WITHIN, picture.OFF],
    "the mark": sorted(set(re.findall(COLOUR, MARK))),
    "the ring of focus": ["#ffdd00", "#0b0c0c", "#ffffff"],
}


@pytest.mark.parametrize("where", list(APART))
def test_colours_side_by_side_stay_apart_for_everybody(where: str) -> None:
    colours = APART[where]
    assert len(colours) > 1
    close = [(one, other, least_apart(one, other)) for one, other in combinations(colours, 2)]
    assert [each for each in close if each[2] < LEAST_APART] == []


def test_text_can_be_read_on_what_stands_behind_it() -> None:
    text = set(re.findall(rf"(?<![-\w])color:\s*({COLOUR})", PAGE)) | {"#0b0c0c"}
    grounds = set(re.findall(rf"(?<![-\w])background:\s*({COLOUR})", PAGE)) - {"#ffdd00"}
    assert len(text) > 2 and len(grounds) > 2
    pale = [(one, behind) for one in text for behind in grounds if contrast(one, behind) < LEAST_TEXT]
    assert pale == []
    assert contrast("#0b0c0c", "#ffdd00") >= LEAST_TEXT
    for band in BANDS:
        assert contrast(band.ink, band.fill) >= LEAST_TEXT, band.words


def test_the_sites_colours_of_text_can_be_read_on_white() -> None:
    named = dict(re.findall(rf"--pst-color-([a-z-]+):\s*({COLOUR})", SITE))
    assert len(named) > 5
    assert {name: colour for name, colour in named.items() if contrast(colour, "#ffffff") < LEAST_TEXT} == {}


def test_what_is_drawn_stands_out_from_the_page() -> None:
    drawn = {*APART["bars of feedback"], *BARS.values(), *re.findall(rf'fill="({COLOUR})"', REPORT)}
    drawn |= set(get_af_colours("categorical")[:MOST_CATEGORIES]) | set(get_af_colours("duo"))
    drawn |= set(re.findall(COLOUR, SITE)) - GREYS_OF_RULES - {"#ffdd00", "#ffffff"}
    assert {colour: contrast(colour, "#ffffff") for colour in drawn if contrast(colour, "#ffffff") < LEAST_DRAWN} == {}


def test_the_simulation_confuses_what_colour_blind_people_confuse() -> None:
    """Known answers: greys stay as they are; red and green fall together, unless it is the blue cones that lack."""
    for kind in SEEN:
        assert apart("#808080", "#808080", kind) == 0
        assert apart("#000000", "#ffffff", kind) == pytest.approx(100, abs=0.5)
    red, green = "#c44d00", "#6f8500"
    assert apart(red, green, "everybody") > 50
    assert apart(red, green, "deuteranopia") < 0.5 * apart(red, green, "everybody")
    assert apart(red, green, "tritanopia") > 50


def test_a_pair_that_falls_together_is_found() -> None:
    """The palette's plum and dark grey, which the limit of four categories keeps apart."""
    plum, grey = get_af_colours("categorical")[2], get_af_colours("categorical")[4]
    assert least_apart(plum, grey) < LEAST_APART < apart(plum, grey, "everybody")
