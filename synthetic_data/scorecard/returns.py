"""The returns of one council or of many as DuckDB tables that the scorecard's queries count in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.dates import bank_holidays, first_day, last_day
from synthetic_data.errors import PlainError
from synthetic_data.returns.cin_census import GENDER_CODES, SEX_SINCE
from synthetic_data.scorecard.macros import MACROS

if TYPE_CHECKING:
    import duckdb

NEEDED = ("ssda903", "cin_census", "population")
CARE = ("episodes", "header", "uasc", "oc2", "oc3", "missing", "previous_permanence")
CENSUS = (
    "cin_details", "child_identifiers", "child_characteristics", "disabilities", "assessments", "assessment_factors",
    "cin_plan_dates", "section47", "child_protection_plans", "reviews",
)  # fmt: skip


def councils_in(folder: Path) -> list[Path]:
    """The council folders of a run: the folder itself, or the la=... folders of an England build.

    Raises PlainError when there are none, or a return that the scorecard needs is missing from one.
    """
    if not folder.is_dir():
        raise PlainError(f"There is no folder {folder}: give one that academy data has written.")
    found = sorted(folder.glob("la=*")) or [folder]
    for council in found:
        for name in NEEDED:
            if not (council / name).is_dir():
                raise PlainError(
                    f"{council} has no {name}: make it with academy data --returns {','.join(NEEDED)} and try again."
                )
    return found


def years_in(councils: list[Path]) -> set[str]:
    """The collection years that every council has."""
    each = [{path.name for path in (council / "ssda903").iterdir() if path.is_dir()} for council in councils]
    return set.intersection(*each)


def connect(councils: list[Path], year: str) -> duckdb.DuckDBPyConnection:
    """A database of one collection year of all councils, with the tables that measures.toml names."""
    db = empty_database(year)
    opens = first_day(year)
    before = f"{opens.year - 1}-{opens.year % 100:02d}"
    for name in CARE:
        _load(db, councils, f"ssda903/{year}/{name}.csv", name)
    for name in CENSUS:
        _load(db, councils, f"cin_census/{year}/csv/{name}.csv", name)
    if year < SEX_SINCE:
        db.execute("ALTER TABLE child_identifiers RENAME GenderCurrent TO Sex")
        coded = " ".join(f"WHEN '{then}' THEN '{now}'" for now, then in GENDER_CODES.items())
        db.execute(f"UPDATE child_identifiers SET Sex = CASE Sex {coded} ELSE Sex END")
    earlier = all((council / "cin_census" / before).is_dir() for council in councils)
    _load(db, councils, f"cin_census/{before if earlier else year}/csv/cin_details.csv", "cin_details_before")
    name = "population/children_by_year.csv"
    files = [str(council / name) for council in councils]
    db.execute(
        f"CREATE TABLE populations AS SELECT filename[:-{len(name) + 2}] AS council, sum(children)::BIGINT AS children "
        "FROM read_csv(?, filename = true) WHERE mid_year = ? GROUP BY 1",
        [files, opens.year],
    )
    derive(db)
    return db


def empty_database(year: str) -> duckdb.DuckDBPyConnection:
    """A database that knows the year's first and last day and how to reckon an age, and has no tables yet."""
    import duckdb

    db = duckdb.connect(config={"threads": 2})
    db.execute(f"CREATE MACRO first_day() AS DATE '{first_day(year)}'")
    db.execute(f"CREATE MACRO last_day() AS DATE '{last_day(year)}'")
    db.execute(MACROS)
    return db


def derive(db: duckdb.DuckDBPyConnection) -> None:
    """Add to a database of returns the tables that measures.toml counts in."""
    holidays = ", ".join(f"DATE '{day}'" for day in bank_holidays())
    db.execute(DERIVED.format(holidays=holidays))


def population(councils: list[Path], year: str) -> int:
    """Children aged 0 to 17 at the middle of the year before the year end, in all councils together."""
    import duckdb

    files = [str(council / "population" / "children_by_year.csv") for council in councils]
    sql = "SELECT sum(children) FROM read_csv(?) WHERE mid_year = ?"
    found = duckdb.execute(sql, [files, first_day(year).year]).fetchone()
    return int(found[0] or 0) if found else 0


def _load(db: duckdb.DuckDBPyConnection, councils: list[Path], name: str, table: str) -> None:
    files = [str(council / name) for council in councils if (council / name).is_file()]
    dates = [column for column in DATE_COLUMNS if column in _head(files[0])]
    typed = ", ".join(f"strptime({column}, '%d/%m/%Y')::DATE AS {column}" for column in dates)
    replace = f" REPLACE ({typed})" if typed else ""
    db.execute(
        f'CREATE TABLE "{table}" AS SELECT filename[:-{len(name) + 2}] AS council, * EXCLUDE (filename){replace} '
        "FROM read_csv(?, all_varchar = true, filename = true)",
        [files],
    )


def _head(path: str) -> list[str]:
    with Path(path).open(encoding="utf-8") as file:
        return file.readline().strip().split(",")


DATE_COLUMNS = (
    "DOB", "DECOM", "DEC", "DUC", "PersonBirthDate", "ExpectedPersonBirthDate", "CINreferralDate", "CINclosureDate",
    "DateOfInitialCPC", "AssessmentActualStartDate", "AssessmentAuthorisationDate", "S47ActualStartDate",
    "CPPstartDate", "CPPendDate", "CPPreviewDate", "CINPlanStartDate", "CINPlanEndDate", "MIS_START", "MIS_END",
)  # fmt: skip

# Children in care leave short breaks (V3, V4) out; a child who started or ceased twice in a year counts once, by the
# first start and the last end (DfE, Children looked after in England: footnotes).
DERIVED = """
UPDATE header SET SEX = CASE SEX WHEN '1' THEN 'M' WHEN '2' THEN 'F' ELSE SEX END;  -- codes until 2023-24
CREATE TABLE care AS
    SELECT e.*, h.SEX, h.DOB, h.ETHNIC, u.CHILD IS NOT NULL AS uasc,
        coalesce(lag(PLACE) OVER (PARTITION BY council, CHILD ORDER BY DECOM) LIKE 'T%', false) AS returned
    FROM episodes e JOIN header h USING (council, CHILD)
    LEFT JOIN (SELECT DISTINCT council, CHILD FROM uasc) u USING (council, CHILD) WHERE LS NOT IN ('V3', 'V4');
CREATE TABLE stock AS SELECT *, age_on(DOB, last_day()) AS age FROM care WHERE DEC IS NULL
    QUALIFY row_number() OVER (PARTITION BY council, CHILD ORDER BY DECOM DESC) = 1;
CREATE TABLE starts AS SELECT *, age_on(DOB, DECOM) AS age FROM care WHERE RNE = 'S' AND DECOM >= first_day()
    QUALIFY row_number() OVER (PARTITION BY council, CHILD ORDER BY DECOM) = 1;
CREATE TABLE ceases AS SELECT *, age_on(DOB, DEC) AS age FROM care WHERE DEC IS NOT NULL AND REC <> 'X1'
    QUALIFY row_number() OVER (PARTITION BY council, CHILD ORDER BY DECOM DESC) = 1;
CREATE TABLE placements_of_stock AS
    SELECT c.council, c.CHILD, c.DECOM FROM care c JOIN stock s USING (council, CHILD)
    WHERE CASE WHEN c.PLACE LIKE 'T%' THEN c.DECOM < first_day()
        ELSE NOT c.returned AND (c.RNE IN ('S', 'P', 'B') OR c.DECOM < first_day()) END;
CREATE TABLE oc3_aged AS SELECT *, age_on(DOB, last_day()) AS age FROM oc3;
DROP TABLE oc3; ALTER TABLE oc3_aged RENAME TO oc3;
CREATE TABLE health AS SELECT o.*, h.SEX, age_on(o.DOB, last_day()) AS age, TRY_CAST(SDQ_SCORE AS INT) AS score
    FROM oc2 o JOIN header h USING (council, CHILD);
CREATE TABLE year_in_care AS SELECT s.* FROM stock s
    JOIN (SELECT DISTINCT council, CHILD FROM oc2) USING (council, CHILD);
CREATE TABLE incidents AS SELECT *, date_diff('day', MIS_START, coalesce(MIS_END, last_day())) AS days
    FROM missing WHERE MISSING = 'M' AND MIS_START >= first_day();

CREATE TABLE working_day AS
    SELECT CAST(day AS DATE) AS day, sum((isodow(day) < 6 AND CAST(day AS DATE) NOT IN ({holidays}))::INT)
        OVER (ORDER BY day) AS number
    FROM generate_series(first_day() - INTERVAL 3 YEAR, last_day()::TIMESTAMP, INTERVAL 1 DAY) days(day);
CREATE TABLE referrals AS
    SELECT d.*, lower(ReferralNFA) IN ('1', 'true') AS nfa, EXISTS (
        FROM (SELECT council, LAchildID, CINreferralDate FROM cin_details
              UNION SELECT council, LAchildID, CINreferralDate FROM cin_details_before) b
        WHERE b.council = d.council AND b.LAchildID = d.LAchildID AND b.CINreferralDate < d.CINreferralDate
        AND b.CINreferralDate >= d.CINreferralDate - INTERVAL 1 YEAR) AS again
    FROM cin_details d WHERE CINreferralDate >= first_day();
CREATE TABLE in_need AS
    SELECT d.council, d.LAchildID, any_value(d.PrimaryNeedCode) AS PrimaryNeedCode, any_value(i.Sex) AS Sex,
        age_on(any_value(i.PersonBirthDate), last_day()) AS age, min(d.CINreferralDate) AS since
    FROM cin_details d JOIN child_identifiers i USING (council, LAchildID)
    WHERE d.CINclosureDate IS NULL AND lower(d.ReferralNFA) IN ('0', 'false') GROUP BY d.council, d.LAchildID;
CREATE TABLE needs_any AS SELECT * FROM cin_details
    WHERE lower(ReferralNFA) IN ('0', 'false') AND coalesce(ReasonForClosure, '') NOT IN ('RC8', 'RC9');
CREATE TABLE needs_ended AS SELECT * FROM needs_any WHERE CINclosureDate IS NOT NULL;
CREATE TABLE completed_assessments AS
    SELECT a.*, e.number - s.number AS days FROM assessments a
    JOIN working_day s ON s.day = AssessmentActualStartDate JOIN working_day e ON e.day = AssessmentAuthorisationDate;
CREATE TABLE enquiries AS SELECT *, S47ActualStartDate AS started FROM section47;
CREATE TABLE conferences AS
    SELECT q.*, e.number - s.number AS days FROM section47 q
    JOIN working_day s ON s.day = S47ActualStartDate JOIN working_day e ON e.day = DateOfInitialCPC;
CREATE TABLE all_conferences AS SELECT DateOfInitialCPC FROM section47 WHERE DateOfInitialCPC IS NOT NULL
    UNION ALL SELECT DateOfInitialCPC FROM cin_details WHERE DateOfInitialCPC IS NOT NULL;
CREATE TABLE plans AS
    SELECT *, CPPstartDate AS started, CPPendDate AS ended, CAST(NumberOfPreviousCPP AS INT) AS before
    FROM child_protection_plans;
"""
