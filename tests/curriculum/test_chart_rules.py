from __future__ import annotations

from collections.abc import Callable, Iterator

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from stage import course, rehearsal

from curriculum import figures
from curriculum.chart_rules import faults_of
from synthetic_data.errors import PlainError

try:
    PARTS = tuple(course().parts)
except PlainError:  # test_exercises says so
    PARTS = ()

FINDING = "Most children in care are aged ten or over"
figures.use_house_style()


@pytest.fixture
def ax() -> Iterator[Axes]:
    fig, axes = plt.subplots()
    axes.set_title(FINDING)
    yield axes
    plt.close(fig)


def test_a_chart_that_keeps_the_conventions_has_no_faults(ax: Axes) -> None:
    ax.barh(["10 and over", "Under 10"], [61, 29])
    assert faults_of(ax.figure) == []


FAULTS: dict[str, Callable[[Axes], object]] = {
    "does not state a finding": lambda ax: ax.set_title("Ages"),
    "about ten are enough": lambda ax: ax.set_title("word " * 20),
    "without a full stop": lambda ax: ax.set_title(FINDING + "."),
    "sentence case": lambda ax: ax.set_title(FINDING.title()),
    "keep to 4 categories": lambda ax: [ax.bar([n], [n + 1]) for n in range(6)],
    "not of the palette": lambda ax: ax.bar(["a"], [1], color="#ff0000"),
    "by colour alone": lambda ax: [ax.plot([1, 2, 3], [n, n, n]) for n in range(2)],
    "label the data directly": lambda ax: [ax.bar(["a"], [1], label="a"), ax.legend()],
    "too pale": lambda ax: ax.text(0, 0, "faint", color="#cccccc"),
    "do not start at nought": lambda ax: [ax.bar(["a", "b"], [90, 95]), ax.set_ylim(80, 100)],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(ax: Axes, fault: str) -> None:
    FAULTS[fault](ax)
    assert any(fault in found for found in faults_of(ax.figure)), faults_of(ax.figure)


def test_lines_told_apart_by_labels_may_share_a_style(ax: Axes) -> None:
    for name, height in (("girls", 1), ("boys", 2)):
        ax.plot([1, 2, 3], [height] * 3)
        ax.text(3, height, name)
    assert faults_of(ax.figure) == []


@pytest.mark.parametrize("part", PARTS)
def test_every_chart_of_the_course_keeps_the_conventions(part: str) -> None:
    found = [f"{part}: {fault}" for fault in rehearsal(part).chart_faults]
    assert not found, "\n".join(found)
