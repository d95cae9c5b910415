"""Freed memory goes back to the system where a process holds much, and is kept for the next table where it does not."""

import pytest

from synthetic_data import memory


@pytest.mark.parametrize(("held", "times"), [(memory.ENOUGH, 0), (memory.ENOUGH + 1, 1)])
def test_only_a_process_that_holds_much_gives_back(monkeypatch: pytest.MonkeyPatch, held: int, times: int) -> None:
    asked: list[int] = []
    monkeypatch.setattr(memory, "_trim", lambda: asked.append)
    monkeypatch.setattr(memory, "_held", lambda: held)
    memory.give_back()
    assert len(asked) == times
