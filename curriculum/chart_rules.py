"""The Government Analysis Function's conventions for charts, as far as a drawn figure shows whether they are kept.

Source: its guidance on charts and on colours in charts, carried by the afcharts package: at most four categories, in
the palette's colours and never by colour alone; a title that states the finding; direct labels in place of a legend;
dark text; bars that start at nought.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from curriculum.figures import title_of

MOST_CATEGORIES = 4
FEWEST_TITLE_WORDS, MOST_TITLE_WORDS = 4, 15
LEAST_CONTRAST = 4.5  # of text on white, WCAG 2.2 AA
PALETTE = {colour.lower() for name in ("categorical", "duo", "sequential", "focus") for colour in get_af_colours(name)}
CLEAR = (0, 0, 0, 0)
SERIES = 3  # points a line needs to be a series, not a reference line


def faults_of(drawn: Figure) -> list[str]:
    """What keeps a drawn chart from the conventions, a sentence each; empty when nothing is found."""
    faults = list(_of_title(title_of(drawn)))
    for axes in drawn.axes:
        faults += [*_of_colours(axes), *_of_labels(axes), *_of_bars(axes)]
        faults += ["it is drawn in three dimensions; draw it flat."] if axes.name == "3d" else []
    return faults


def _of_title(title: str) -> Iterator[str]:
    words = title.split()
    if len(words) < FEWEST_TITLE_WORDS:
        yield f'the title "{title}" does not state a finding; say in about ten words what the chart shows.'
    if len(words) > MOST_TITLE_WORDS:
        yield f"the title has {len(words)} words; about ten are enough."
    if title.endswith("."):
        yield "a title ends without a full stop."
    if len(words) > 1 and all(word[:1].isupper() for word in words):
        yield "a title is in sentence case: capitals for the first word and for names only."


def _of_colours(axes: Axes) -> Iterator[str]:
    colours = _series_colours(axes)
    if len(colours) > MOST_CATEGORIES:
        yield f"it has {len(colours)} colours; keep to {MOST_CATEGORIES} categories."
    for colour in sorted(colours - PALETTE):
        if not _is_grey(colour):
            yield f"the colour {colour} is not of the palette; leave colours to the style."
    lines = [line for line in axes.get_lines() if _is_series(line)]
    styles = {(line.get_linestyle(), line.get_marker()) for line in lines}
    if len(lines) > 1 and len(styles) < len(lines) and not axes.texts:
        yield "its lines differ by colour alone; label each at its end, or vary the dashes."


def _of_labels(axes: Axes) -> Iterator[str]:
    if axes.get_legend() is not None:
        yield "it has a legend; label the data directly."
    for text in (axes.title, axes.xaxis.label, axes.yaxis.label, *axes.texts):
        if text.get_text() and _contrast(to_hex(text.get_color())) < LEAST_CONTRAST:
            yield f'the text "{text.get_text()}" is too pale to read.'


def _of_bars(axes: Axes) -> Iterator[str]:
    for bars in (each for each in axes.containers if isinstance(each, BarContainer)):
        low, high = axes.get_xlim() if bars.orientation == "horizontal" else axes.get_ylim()
        if min(low, high) > 0 or max(low, high) < 0:
            yield "its bars do not start at nought, so their lengths mislead."


def _series_colours(axes: Axes) -> set[str]:
    lines = {to_hex(line.get_color()) for line in axes.get_lines() if _is_series(line)}
    patches = {to_hex(patch.get_facecolor()) for patch in axes.patches if patch.get_facecolor() != CLEAR}
    return lines | patches


def _is_series(line: Line2D) -> bool:
    return bool(line.get_visible()) and len(np.atleast_1d(line.get_xdata())) >= SERIES


def _is_grey(colour: str) -> bool:
    red, green, blue = to_rgb(colour)
    return max(red, green, blue) - min(red, green, blue) < 0.02


def _contrast(colour: str) -> float:
    """Contrast of a colour with white, as WCAG reckons it: 1 to 21."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
