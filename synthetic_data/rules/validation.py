"""Check a folder of returns: read what is there, run the rules in force for each year, and say what was found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from synthetic_data.errors import PlainError
from synthetic_data.rules.engine import FINDING_COLUMNS, Checker
from synthetic_data.rules.known_lists import Lists, lists_of
from synthetic_data.rules.layouts import layouts
from synthetic_data.rules.rule_table import Rule, load_rules, year_before
from synthetic_data.rules.submissions import YEAR_FOLDER, Submission, read_submissions

COLUMNS = ("return", "year", *FINDING_COLUMNS[:3], "table", "file", *FINDING_COLUMNS[4:])
UNRECOGNISED = "FILE"


@dataclass(frozen=True)
class Checked:
    """What was done for one return and year (and one council, in a folder of many)."""

    return_: str
    year: str
    rows: dict[str, int]
    rules_run: int
    rules_left_out: tuple[Rule, ...] = ()
    absent: frozenset[str] = frozenset()
    council: str | None = None


@dataclass
class Validation:
    """The findings (one row a rule and failing row, see COLUMNS) and what was checked to find them."""

    findings: pd.DataFrame
    checked: list[Checked] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many findings must be put right."""
        return int((self.findings["severity"] == "error").sum())

    @property
    def queries(self) -> int:
        """How many findings need a look, and may be right as they are."""
        return int((self.findings["severity"] == "query").sum())


def validate(folder: str | Path, year: str | None = None, returns: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Run DfE's rules over a folder of returns and return the findings as a table.

    Columns: return, year, rule, severity (error or query), title, table, file, row (as a spreadsheet shows it; in XML
    the element's number), child, columns, values, message and what_to_do. An empty table means nothing was found.
    `year` such as "2025-26" keeps to one collection year; `returns` to some of "ssda903", "cin_census".
    Raises PlainError when the folder, a file or an option needs putting right.
    """
    return check_folder(folder, year=year, returns=returns).findings


def check_folder(folder: str | Path, year: str | None = None, returns: tuple[str, ...] | None = None) -> Validation:
    """As `validate`, with what was checked and which rules had to be left out for want of a table.

    A folder of many councils (la=501, la=502, ...) is checked one by one; `file` then begins with the council's.
    """
    folder = Path(folder)
    _check_options(year, returns)
    councils = sorted(path for path in folder.glob("la=*") if path.is_dir())
    if councils:
        return _joined([(path.name, check_folder(path, year, returns)) for path in councils])
    submissions = read_submissions(folder, year, returns)
    by_year = {(s.layout.name, s.year): s for s in submissions}
    wanted = [s for s in submissions if year is None or s.year == year]
    if not wanted:
        what = f" for {year}" if year else ""
        raise PlainError(
            f"No return{what} was found in {folder}; it should hold files such as ssda903/2025-26/episodes.csv or "
            "cin_census/2025-26/cin_census.xml."
        )
    lists = lists_of(folder, submissions)
    result = Validation(pd.DataFrame({column: pd.Series(dtype="object") for column in COLUMNS}))
    frames = []
    for submission in wanted:
        last = by_year.get((submission.layout.name, year_before(submission.year)))
        frame, checked = check_submission(submission, last, lists)
        frames.append(frame)
        result.checked.append(checked)
    frames = [frame for frame in frames if len(frame)]
    if frames:
        result.findings = pd.concat(frames, ignore_index=True)[list(COLUMNS)].astype({"row": "Int64"})
    return result


def _joined(councils: list[tuple[str, Validation]]) -> Validation:
    """The checks of many councils as one."""
    frames = [
        result.findings.assign(file=f"{name}/" + result.findings["file"].astype("string"))
        for name, result in councils
        if len(result.findings)
    ]
    checked = [replace(done, council=name) for name, result in councils for done in result.checked]
    return Validation(pd.concat(frames, ignore_index=True) if frames else councils[0][1].findings, checked)


def check_submission(
    submission: Submission, last: Submission | None = None, lists: Lists | None = None
) -> tuple[pd.DataFrame, Checked]:
    """Run the rules in force over one submission, with the year before's when there is one."""
    layout, year = submission.layout, submission.year
    rules = load_rules(layout.name, year)
    with Checker(submission, last, lists) as checker:
        absent = frozenset(checker.missing)
        frame = checker.run(rules)
        left_out = tuple(rule for rule in rules if not checker.can_run(rule))
    files = {name: path.name for name, path in submission.files.items()}
    frame = pd.concat([_unrecognised(submission), frame.assign(file=frame["table"].map(files))], ignore_index=True)
    frame = frame.assign(**{"return": layout.name, "year": year})[list(COLUMNS)]
    rows = {name: table.num_rows for name, table in submission.tables.items()}
    return frame, Checked(layout.name, year, rows, len(rules) - len(left_out), left_out, absent)


def _unrecognised(submission: Submission) -> pd.DataFrame:
    """A finding for each file that has a table's name but not its columns: DfE's upload would refuse it."""
    rows = [
        {
            "rule": UNRECOGNISED,
            "severity": "error",
            "title": "Columns are not those of the table",
            "table": bad.table.name,
            "file": bad.path.name,
            "columns": ", ".join(bad.missing + bad.unexpected),
            "values": "; ".join(
                text
                for text in (
                    f"not there: {', '.join(bad.missing)}" if bad.missing else "",
                    f"not expected: {', '.join(bad.unexpected)}" if bad.unexpected else "",
                )
                if text
            ),
            "message": f"{bad.path.name} has not exactly the columns of {bad.table.name}, so it was not checked.",
            "what_to_do": f"Give the file these columns and no others: {', '.join(bad.table.columns)}.",
        }
        for bad in submission.unrecognised
    ]
    return pd.DataFrame(rows, columns=[*FINDING_COLUMNS[:4], "file", *FINDING_COLUMNS[4:]], dtype="object")


def _check_options(year: str | None, returns: tuple[str, ...] | None) -> None:
    parts = YEAR_FOLDER.match(year) if year is not None else None
    if year is not None and (parts is None or (int(parts[1]) + 1) % 100 != int(parts[2])):
        raise PlainError(f"{year!r} is not a collection year; write it like 2025-26.")
    unknown = [name for name in returns or () if name not in layouts()]
    if unknown:
        raise PlainError(f"{unknown[0]!r} is not a return we have rules for; use {' or '.join(layouts())}.")
