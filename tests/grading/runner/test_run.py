"""What comes out of a run: every answer the notebook gave, and for each exercise the reason where there is none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from grading.capture import CallError, Captured, encode, read_captured
from grading.runner import landlock, seccomp, walls, worker
from grading.runner.fresh import FreshProcess
from grading.runner.limits import MIB, Limits
from grading.runner.run import RunResult, close_all, get_ready, run
from synthetic_data.errors import PlainError
from tests.grading.small_assignment import CARDS, RIGHT, answered, cell_of, code, run_folder

WALL = walls.LANDLOCK if landlock.version() and seccomp.supported() else walls.NONE
LIMITS = Limits(cell_seconds=2, call_seconds=1, notebook_seconds=30, memory=700 * MIB)
TOTAL, BY_STATUS, OLDER = (card["id"] for card in CARDS)

Marked = tuple[RunResult, Callable[[str], Captured], Path]


@pytest.fixture(scope="module", autouse=True)
def no_server_left() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def ran(tmp_path: Path) -> Callable[..., Marked]:
    """Runs a notebook and gives its result, a way to read captures, and the capture folder."""

    def run_it(cells: Any = None, cards: list[dict[str, Any]] | None = None, **how: Any) -> Marked:
        home = run_folder(tmp_path, cells)
        if cards is not None:
            (home / "cards.json").write_text(json.dumps(cards))
        result = run(home, tmp_path / "out", how.pop("limits", LIMITS), how.pop("wall", WALL), **how)

        def read(name: str) -> Captured:
            captured = read_captured(tmp_path / "out", name)
            assert captured is not None
            return captured

        return result, read, tmp_path / "out"

    return run_it


def shown(out: Path, source: str) -> list[dict[str, Any]]:
    cells = json.loads((out / "executed.ipynb").read_text())["cells"]
    outputs: list[dict[str, Any]] = next(cell["outputs"] for cell in cells if cell["source"] == source)
    return outputs


class TestAnswers:
    def test_values_tables_and_functions_come_out(self, ran: Callable[..., Marked]) -> None:
        result, read, _ = ran()
        assert (result.state, result.why, result.runs) == ("ran", None, 1)
        assert read(TOTAL).outputs == [4]
        assert read(BY_STATUS).outputs[0].to_dict("list") == {"LS": ["C2", "V2"], "CHILD": [3, 1]}
        assert read(OLDER).outputs == [2, 1]

    def test_blanks_are_not_attempted(self, ran: Callable[..., Marked]) -> None:
        _, read, _ = ran(answered({}))
        assert [read(card["id"]).state for card in CARDS] == ["not_attempted"] * 3

    def test_an_answer_whose_cell_raised_says_what_it_raised(self, ran: Callable[..., Marked]) -> None:
        _, read, _ = ran(answered({TOTAL: "total = episodes['Child'].nunique()"}))
        assert read(TOTAL) == Captured(TOTAL, "raised", "KeyError: 'Child'", [CallError("KeyError", "'Child'")])

    def test_a_function_that_raises_on_some_calls_gives_the_others(self, ran: Callable[..., Marked]) -> None:
        source = "def older(episodes, age):\n    if age > 10:\n        raise ValueError('too old')\n    return 7"
        _, read, _ = ran(answered({OLDER: source}))
        assert read(OLDER) == Captured(OLDER, "answered", None, [7, CallError("ValueError", "too old")])

    def test_a_function_that_always_raises_is_raised(self, ran: Callable[..., Marked]) -> None:
        _, read, _ = ran(answered({OLDER: "def older(episodes):\n    return 7"}))
        captured = read(OLDER)
        assert captured.state == "raised"
        assert captured.detail is not None
        assert captured.detail.startswith("TypeError: older() takes 1 positional argument")

    def test_a_call_that_spoils_its_table_does_not_spoil_the_next(self, ran: Callable[..., Marked]) -> None:
        spoils = (
            RIGHT[OLDER].replace("return", "n = ").replace("int((", "int((") + "\n    episodes['AGE'] = 0\n    return n"
        )
        _, read, _ = ran(answered({OLDER: spoils}))
        assert read(OLDER).outputs == [2, 1]

    def test_a_function_asked_for_that_is_a_value_gives_the_value_for_each_call(
        self, ran: Callable[..., Marked]
    ) -> None:
        _, read, _ = ran(answered({OLDER: "older = 2"}))
        assert read(OLDER).outputs == [2, 2]

    def test_an_answer_that_is_not_data_says_what_it_is(self, ran: Callable[..., Marked]) -> None:
        _, read, _ = ran(answered({BY_STATUS: "by_status = episodes.groupby('LS')"}))
        captured = read(BY_STATUS)
        assert captured.state == "not_data"
        assert captured.detail == "a table that is grouped but not yet summed or counted"

    def test_an_answer_given_below_its_check_is_found_at_the_end(self, ran: Callable[..., Marked]) -> None:
        notebook = answered({})
        notebook["cells"].append(code("total = 4", "late"))
        _, read, _ = ran(notebook)
        assert read(TOTAL).outputs == [4]

    def test_an_answer_is_what_it_was_when_its_check_came(self, ran: Callable[..., Marked]) -> None:
        notebook = answered()
        notebook["cells"].append(code("total = 99", "late"))
        _, read, _ = ran(notebook)
        assert read(TOTAL).outputs == [4]

    def test_warnings_and_standard_error_cost_nothing(self, ran: Callable[..., Marked]) -> None:
        source = "import warnings, sys\nwarnings.warn('careful')\nsys.stderr.write('noise')\n" + RIGHT[TOTAL]
        result, read, out = ran(answered({TOTAL: source}))
        assert (result.state, read(TOTAL).outputs) == ("ran", [4])
        cells = json.loads((out / "run.json").read_text())["cells"]
        assert [cell["cell"] for cell in cells if cell["warned"]] == [1]

    def test_a_query_is_asked_of_the_tables_handed_in(self, ran: Callable[..., Marked]) -> None:
        card = {**CARDS[2], "id": OLDER, "answer": "query", "kind": "sql"}
        notebook = answered({OLDER: 'query = "SELECT LS, count(*) AS n FROM episodes GROUP BY LS ORDER BY LS"'})
        _, read, _ = ran(notebook, [card])
        captured = read(OLDER)
        assert captured.outputs[0].to_dict("list") == {"LS": ["C2", "V2"], "n": [2, 1]}

    def test_workbooks_and_databases_of_the_notebooks_own_can_be_written(self, ran: Callable[..., Marked]) -> None:
        notebook = answered()
        cell_of(notebook, f"{TOTAL}-answer")["source"] = (
            "import duckdb\n"
            "episodes.to_excel('own.xlsx', index=False)\n"
            "with duckdb.connect('own.duckdb') as database:\n"
            "    database.execute('CREATE TABLE own AS SELECT * FROM episodes')\n"
            "    again = database.sql('SELECT * FROM own').df()\n"
            "total = len(again) if again.equals(pd.read_excel('own.xlsx')) else 0"
        )
        result, read, _ = ran(notebook, limits=replace(LIMITS, cell_seconds=20, call_seconds=5))
        assert result.state == "ran", result.why
        assert read(TOTAL).outputs == [4]

    def test_a_query_that_does_not_run_says_why(self, ran: Callable[..., Marked]) -> None:
        card = {**CARDS[2], "answer": "query", "kind": "sql"}
        _, read, _ = ran(answered({OLDER: 'query = "SELECT nowt FROM episodes"'}), [card])
        assert read(OLDER).state == "raised"
        assert "no such column" in (read(OLDER).detail or "")

    def test_a_table_handed_in_keeps_its_index(self, ran: Callable[..., Marked], tmp_path: Path) -> None:
        home = run_folder(
            tmp_path, answered({OLDER: "def older(t):\n    return list(t.index.names), t.index.tolist()"})
        )
        table = encode(pd.DataFrame({"n": [1]}, index=pd.Index(["a"], name="LS")), home / "calls", "indexed")
        (home / "calls" / f"{OLDER}.json").write_text(json.dumps([{"tables": [table], "extra": []}]))
        run(home, tmp_path / "out", LIMITS, WALL)
        captured = read_captured(tmp_path / "out", OLDER)
        assert captured is not None
        assert captured.outputs == [[["LS"], ["a"]]]


class TestWhatGoesWrong:
    def test_a_cell_that_hangs_costs_only_itself(self, ran: Callable[..., Marked]) -> None:
        result, read, _ = ran(answered({**RIGHT, TOTAL: "while True: pass\ntotal = 4"}))
        assert result.state == "ran"
        assert read(TOTAL).state == "timeout"
        assert read(OLDER).outputs == [2, 1]

    def test_a_cell_that_crashes_is_left_out_of_a_second_run(self, ran: Callable[..., Marked]) -> None:
        result, read, out = ran(answered({**RIGHT, BY_STATUS: "import os\nos._exit(3)"}))
        assert (result.state, result.runs, result.stopped) == ("partly", 2, {"cell:3": "crash"})
        assert result.why is not None
        assert "cell 4 (stopped the whole notebook)" in result.why
        assert read(BY_STATUS).state == "raised"
        assert read(TOTAL).outputs == [4]
        assert read(OLDER).outputs == [2, 1]
        assert "left out" in shown(out, "import os\nos._exit(3)")[0]["text"]

    def test_a_function_that_crashes_is_not_asked_again(self, ran: Callable[..., Marked]) -> None:
        notebook = answered({**RIGHT, OLDER: "import os\ndef older(*_):\n    os._exit(3)"})
        result, read, _ = ran(notebook)
        assert result.stopped == {f"check:{OLDER}": "crash"}
        assert read(OLDER).state == "raised"
        assert read(TOTAL).outputs == [4]

    def test_a_function_that_hangs_is_a_timeout(self, ran: Callable[..., Marked]) -> None:
        _, read, _ = ran(answered({**RIGHT, OLDER: "def older(*_):\n    while True: pass"}))
        assert read(OLDER).state == "timeout"
        assert read(TOTAL).outputs == [4]

    def test_what_takes_all_memory_does_not_starve_the_cells_after_it(self, ran: Callable[..., Marked]) -> None:
        hoard = "hoard = []\nwhile True:\n    hoard.append(bytearray(50_000_000))"
        result, read, _ = ran([hoard], limits=Limits(memory=700 * MIB))
        assert result.stopped == {"cell:1": "memory"}
        assert read(TOTAL).outputs == [4]
        assert read(OLDER).outputs == [2, 1]

    def test_what_makes_too_many_files_is_named_as_the_cell_that_did(self, ran: Callable[..., Marked]) -> None:
        litter = "for number in range(40): open(f'f{number}', 'w').close()"
        result, read, _ = ran([litter], limits=Limits(files=30))
        assert result.stopped == {"cell:1": "files"}
        assert read(TOTAL).outputs == [4]

    def test_a_notebook_that_crashes_again_and_again_is_given_up_with_what_it_gave(
        self, ran: Callable[..., Marked]
    ) -> None:
        notebook = answered()
        crash = [code(f"import os  # {number}\nos._exit(1)", f"crash{number}") for number in range(9)]
        notebook["cells"][3:3] = crash
        result, read, _ = ran(notebook)
        assert result.state == "partly"
        assert result.why is not None
        assert "broke down too often" in result.why
        assert read(TOTAL).outputs == [4]
        assert read(OLDER).state == "raised"

    def test_when_the_notebooks_time_is_up_the_cells_left_still_get_a_moment(self, ran: Callable[..., Marked]) -> None:
        limits = Limits(cell_seconds=2, notebook_seconds=3, memory=700 * MIB)
        _, read, out = ran(["while True: pass"] * 3, limits=limits)
        cells = json.loads((out / "run.json").read_text())["cells"]
        assert [cell["state"] for cell in cells[1:4]] == ["timeout"] * 3
        assert read(TOTAL).outputs == [4]

    def test_syntax_errors_input_exit_and_commands_go_by(self, ran: Callable[..., Marked]) -> None:
        cells = [
            "def (",
            "input('name?')",
            "exit()",
            "import sys; sys.exit(1)",
            "%pip install x",
            "!ls",
            "%%bash\nls",
            "%nonsense",
        ]
        result, read, out = ran(cells)
        assert result.state == "ran"
        assert read(TOTAL).outputs == [4]
        assert "give the variable a value" in json.dumps(shown(out, "input('name?')"))
        assert "Commands are not run" in json.dumps(shown(out, "%pip install x"))

    def test_no_wall_where_one_is_wanted_is_refused_plainly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(walls, "_bubblewrap_works", lambda: False)
        monkeypatch.setattr(landlock, "version", lambda: 0)
        with pytest.raises(PlainError, match="--unsafe"):
            walls.best_wall()
        assert walls.best_wall(unsafe=True) == walls.NONE


class TestWhatIsShown:
    def test_charts_are_drawn_only_where_a_coach_looks(self, ran: Callable[..., Marked]) -> None:
        draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
        notebook = answered()
        notebook["cells"].insert(1, code(draw, "own"))
        words = cell_of(notebook, "m01-a01-words")
        words |= {"cell_type": "code", "source": draw + "  # mine", "outputs": []}
        _, _, out = ran(notebook)
        assert "image/png" not in json.dumps(shown(out, draw))
        assert any("image/png" in output.get("data", {}) for output in shown(out, draw + "  # mine"))

    @pytest.mark.parametrize(("render", "drawn"), [("all", True), ("none", False)])
    def test_charts_are_drawn_everywhere_or_nowhere_when_asked(
        self, ran: Callable[..., Marked], render: str, drawn: bool
    ) -> None:
        draw = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"
        _, _, out = ran([draw], render=render)
        assert ("image/png" in json.dumps(shown(out, draw))) is drawn

    def test_a_chart_with_words_keeps_its_words_when_it_is_not_drawn(self, ran: Callable[..., Marked]) -> None:
        draw = (
            "import matplotlib.pyplot as plt\nfrom academy import figure\nchart, axes = plt.subplots()\n"
            "figure(chart, alt='Most children in care are aged ten or over this year.')"
        )
        result, _, out = ran([draw])
        assert result.state == "ran"
        assert "Most children in care are aged ten or over" in json.dumps(shown(out, draw))

    def test_a_flood_is_cut(self, ran: Callable[..., Marked]) -> None:
        flood = "for _ in range(100_000): print('x' * 100)"
        _, read, out = ran([flood])
        assert len(shown(out, flood)[0]["text"]) < LIMITS.stream + 200
        assert "left out" in shown(out, flood)[0]["text"]
        assert read(TOTAL).outputs == [4]


def test_sandboxes_that_were_made_ready_are_used_and_those_left_over_are_ended(tmp_path: Path) -> None:
    close_all()
    get_ready(WALL, 2)
    (announced,) = worker._coming.values()
    first = announced[0]
    run(run_folder(tmp_path), tmp_path / "out", wall=WALL)
    assert worker._idle[WALL, Limits()] == [first.result()]
    left = announced[0]
    close_all()
    assert left.result()._process.poll() is not None
    assert not any(worker._idle.values())


def test_a_new_process_gives_the_same_answers_as_a_warm_one(tmp_path: Path) -> None:
    home = run_folder(tmp_path)
    (tmp_path / "out").mkdir()
    from grading.runner.run import _Collected

    collected = _Collected([card["id"] for card in CARDS], 99, tmp_path / "out")
    job = {"limits": LIMITS.as_json(), "skip": {}, "render": "none", "seconds": 30}
    report = FreshProcess().run(home, job, 10_000_000, collected.take)
    assert (report.status, collected.ended) == (0, True)
    assert [read_captured(tmp_path / "out", card["id"]).outputs[0] for card in CARDS[::2]] == [4, 2]  # type: ignore[union-attr]
