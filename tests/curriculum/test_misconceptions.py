"""Each misconception that a module is to meet is a wrong answer somewhere in it, with a message of its own."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from stage import course

# One row a wrong belief; `wrong` is the name of the mistake, or the option, that it gives in `exercise`.
with Path(__file__).with_name("misconceptions.csv").open(encoding="utf-8") as listed:
    BELIEFS = list(csv.DictReader(listed))


@pytest.mark.parametrize("row", BELIEFS, ids=[f"{row['module']}: {row['belief']}" for row in BELIEFS])
def test_a_misconception_is_a_wrong_answer_with_its_own_message(row: dict[str, str]) -> None:
    assert row["exercise"].startswith(row["module"])
    known = course().exercise(row["exercise"])
    assert row["wrong"] in {wrong.name for wrong in known.wrongs}, f"{known.id} has no wrong answer {row['wrong']}"


def test_every_written_module_meets_several() -> None:
    met = Counter(row["module"] for row in BELIEFS)
    written = {name[:3] for name in course().exercise_ids if name[4] == "q"}
    assert written <= set(met), f"no misconceptions are listed for {sorted(written - set(met))}"
    assert min(met[module] for module in written) >= 3
