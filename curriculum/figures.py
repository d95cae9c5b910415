"""Charts that everybody can read: the Government Analysis Function's style, and words for those who cannot see them.

`figure` is the only way a lesson shows a chart. The words travel with the picture: as the `alt` of the image in the
notebook, and as metadata under `image/png` for the course site and for feedback pages.
"""

from __future__ import annotations

import base64
import html
import io
import math
import textwrap

import matplotlib.pyplot as plt
from IPython.core.getipython import get_ipython
from IPython.display import display
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from curriculum.alt_text import check_alt
from synthetic_data.errors import PlainError

STYLE = "afcharts.afcharts"
DOTS_PER_INCH = 110


def use_house_style() -> None:
    """Draw charts in the `afcharts` style; fonts this machine lacks are left out, so that none is complained of."""
    plt.style.use(STYLE)
    installed = set(font_manager.get_font_names())
    plt.rcParams["font.sans-serif"] = [name for name in plt.rcParams["font.sans-serif"] if name in installed]


def figure(chart: Figure | Axes, alt: str) -> None:
    """Show a matplotlib chart with `alt`, the words that carry its message for somebody who does not see it.

    Raises PlainError when the words are missing, say nothing ("chart of ages"), are a file name or repeat the title.
    """
    drawn = chart if isinstance(chart, Figure) else _figure_of(chart)
    words = check_alt(alt, title_of(drawn))
    if get_ipython() is None:  # a lesson run as a script: nobody is there to see the picture
        plt.close(drawn)
        print(f"Chart: {words}")  # noqa: T201
        return
    _tidy(drawn)
    picture = io.BytesIO()
    drawn.savefig(picture, format="png", dpi=DOTS_PER_INCH, bbox_inches="tight", metadata={"Software": None})
    plt.close(drawn)  # otherwise the inline backend shows it a second time, without its words
    encoded = base64.b64encode(picture.getvalue()).decode("ascii")
    image = (
        f'<img src="data:image/png;base64,{encoded}" alt="{html.escape(words, quote=True)}" style="max-width: 100%">'
    )
    display(
        {"text/html": image, "image/png": encoded, "text/plain": f"Chart: {words}"},
        metadata={"image/png": {"alt": words}},
        raw=True,
    )


def title_of(drawn: Figure) -> str:
    """The chart's main title, wherever it was set."""
    titles = [axes.get_title(loc=place) for axes in drawn.axes for place in ("left", "center", "right")]
    return next((title for title in [drawn.get_suptitle(), *titles] if title), "")


def _tidy(drawn: Figure) -> None:
    """Fold titles that are wider than their axes, and take away grid lines that would run through labels of bars."""
    drawn.draw_without_rendering()  # places everything, so that it can be measured
    for axes in drawn.axes:
        room = axes.get_window_extent().width
        for title in (axes._left_title, axes.title, axes._right_title):  # type: ignore[attr-defined]
            lines = math.ceil(title.get_window_extent().width / room)
            if lines > 1:
                title.set_text("\n".join(_even_lines(title.get_text(), lines)))
        if any(isinstance(each, BarContainer) and each.orientation == "horizontal" for each in axes.containers):
            axes.yaxis.grid(visible=False)


def _even_lines(text: str, lines: int) -> list[str]:
    """`text` in so many lines of much the same length."""
    widths = range(len(text) // lines, len(text))
    return next(folded for width in widths if len(folded := textwrap.wrap(text, width)) <= lines)


def _figure_of(chart: object) -> Figure:
    found = getattr(chart, "figure", None)
    if isinstance(found, Figure):
        return found
    raise PlainError("figure() shows a matplotlib chart: give it what plt.subplots() or .plot() gave you.")


use_house_style()
