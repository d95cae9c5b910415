"""A matplotlib backend that draws nothing by itself: the shell decides which charts anybody will look at."""

from __future__ import annotations

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    """A figure without a window. `plt.show()` is understood and does nothing."""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Leave the figures open: the shell sees to them when the cell has ended."""


class FigureCanvas(FigureCanvasAgg):
    """Agg's canvas, which can still write a picture when the notebook asks for a file."""

    manager_class = FigureManager
