from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import pytest

from curriculum import figures
from synthetic_data.errors import PlainError

WORDS = "Most children in care, 61 of 90, are aged ten or over."


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[dict[str, Any], dict[str, Any]]]]:
    """What `figure` hands to the notebook: data and metadata of each display."""
    displays: list[tuple[dict[str, Any], dict[str, Any]]] = []
    monkeypatch.setattr(figures, "get_ipython", lambda: "a notebook")
    monkeypatch.setattr(figures, "display", lambda data, metadata, raw: displays.append((data, metadata)))
    yield displays
    plt.close("all")


def test_words_travel_as_alt_and_as_metadata(shown: list[Any]) -> None:
    fig, ax = plt.subplots()
    ax.set_title("Most children are older")
    figures.figure(fig, alt=f"  {WORDS}\n")
    data, metadata = shown[0]
    assert f'alt="{WORDS}"' in data["text/html"]
    assert metadata["image/png"]["alt"] == WORDS
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")


def test_words_cannot_break_out_of_the_image(shown: list[Any]) -> None:
    fig, _ = plt.subplots()
    figures.figure(fig, alt='Most are older"><script>alert(1)</script> than ten years.')
    assert "<script>" not in shown[0][0]["text/html"]


def test_axes_will_do_and_the_chart_is_closed(shown: list[Any]) -> None:
    _, ax = plt.subplots()
    figures.figure(ax, alt=WORDS)
    assert plt.get_fignums() == []


def test_the_same_chart_gives_the_same_picture(shown: list[Any]) -> None:
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.bar(["a", "b"], [1, 2])
        figures.figure(fig, alt=WORDS)
    assert shown[0][0]["image/png"] == shown[1][0]["image/png"]


def test_a_title_wider_than_its_chart_is_folded_into_even_lines(shown: list[Any]) -> None:
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.set_title("Nearly half of completed assessments took more than 45 working days", loc="left")
    figures.figure(fig, alt=WORDS)
    lines = ax.get_title(loc="left").split("\n")
    assert len(lines) > 1
    assert max(map(len, lines)) - min(map(len, lines)) < 15


def test_a_title_with_room_stays_on_one_line(shown: list[Any]) -> None:
    fig, ax = plt.subplots()
    ax.set_title("Most children are older")
    figures.figure(fig, alt=WORDS)
    assert figures.title_of(fig) == "Most children are older"


@pytest.mark.parametrize(("draw", "struck_through"), [("barh", False), ("bar", True)])
def test_no_grid_line_runs_through_the_label_of_a_lying_bar(shown: list[Any], draw: str, struck_through: bool) -> None:
    fig, ax = plt.subplots()
    getattr(ax, draw)(["a", "b"], [1, 2])
    ax.grid(visible=True, axis="y")
    figures.figure(fig, alt=WORDS)
    assert any(line.get_visible() for line in ax.get_ygridlines()) is struck_through


@pytest.mark.parametrize(
    ("alt", "message"),
    [
        ("", "no words"),
        (None, "no words"),
        ("ages.png", "name of a file"),
        ("A chart of ages.", "not what it says"),
        ("Older children.", "too short"),
        ("x " * 400, "characters"),
        ("Most children in care are older than ten", "only repeats the title"),
    ],
)
def test_words_that_help_nobody_are_refused(shown: list[Any], alt: str, message: str) -> None:
    fig, ax = plt.subplots()
    ax.set_title("Most children in care are older than ten")
    with pytest.raises(PlainError, match=message):
        figures.figure(fig, alt=alt)
    assert shown == []


def test_outside_a_notebook_the_words_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    fig, _ = plt.subplots()
    figures.figure(fig, alt=WORDS)
    assert capsys.readouterr().out == f"Chart: {WORDS}\n"
    assert plt.get_fignums() == []


def test_only_charts_are_shown(shown: list[Any]) -> None:
    with pytest.raises(PlainError, match="matplotlib chart"):
        figures.figure("ages", alt=WORDS)  # type: ignore[arg-type]


def test_charts_follow_the_government_style() -> None:
    assert plt.rcParams["axes.titlelocation"] == "left"
    assert not plt.rcParams["axes.spines.top"]
    assert plt.rcParams["axes.prop_cycle"].by_key()["color"][0] == "#12436D"
