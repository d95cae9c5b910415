"""Figures are read once, and two threads that simulate one council both find them."""

from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

from synthetic_data.calibration import Calibration, published


class SlowTable:
    """A table of figures whose first row is out long before its second."""

    def __init__(self) -> None:
        self.half_read, self.go_on = Event(), Event()

    def select(self, *_: str) -> Any:
        return self

    def iter_rows(self) -> Iterator[tuple[str, float]]:
        yield "first", 1.0
        self.half_read.set()
        self.go_on.wait(10)
        yield "second", 2.0


def test_a_table_that_another_thread_is_reading_is_not_taken_for_whole() -> None:
    slow = SlowTable()
    calibration = Calibration({"figures": slow})  # type: ignore[dict-item]
    found: list[float] = []
    first = Thread(target=lambda: found.append(calibration.figure("figures", "first")))
    first.start()
    assert slow.half_read.wait(10)
    second = Thread(target=lambda: found.append(calibration.figure("figures", "second")))
    second.start()
    slow.go_on.set()
    first.join(10)
    second.join(10)
    assert sorted(found) == [1.0, 2.0]


def test_what_follows_from_the_figures_alone_is_worked_out_once_for_each_calibration() -> None:
    asked: list[Calibration] = []

    def make(calibration: Calibration) -> int:
        asked.append(calibration)
        return len(asked)

    first, second = Calibration(), Calibration()
    assert [first.once(make), first.once(make), second.once(make)] == [1, 1, 2]
    assert asked == [first, second]
    assert published() is published()
