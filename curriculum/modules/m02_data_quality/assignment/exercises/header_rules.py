"""Four rules for the header: code list, date, one line a child, form of the pupil number."""

import re
from collections import Counter

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import day_of, draft_rows
from synthetic_data.codes import valid_codes

CANARY = "coach-only m02-a01-header-rules"

exercise = Exercise(
    id="m02-a01-header-rules",
    answer="header_rules",
    kind="function",
    points=6,
    minutes=50,
    skills=["S6", "S4", "K8"],
    inputs="drafts.header",
    columns=("rule", "LINE"),
    key=("rule", "LINE"),
    careful=True,
)

# Q's ethnicity is rare and right; H and K stand there twice, H alike and K not; 29/02/2015 is no day.
exercise.practice = table("""
    LINE:text CHILD DOB:text     ETHNIC          UPN
    2         A     04/05/2012   WBRI            A820521472882
    3         B     25/06/2013   wbri            B82052147288X
    4         C     2013-06-25   "White British" UN1
    5         D     -            WBRI            -
    6         E     29/02/2015   -               A82052I472882
    7         F     01/01/12     WBRI            820521472882
    8         H     07/07/2010   WBRI            UN3
    9         H     07/07/2010   WBRI            UN3
    10        K     08/08/2010   BCRB            C820521472882
    11        K     09/08/2010   BCRB            C820521472882
    12        Q     10/10/2010   CHNE            UN12
    13        R     29/02/2012   NOBT            a820521472882
    14        S     30/03/2012   "WBRI "         A820521472882
""")
exercise.answers = (
    table("""
    rule LINE:text
    H1   3
    H1   4
    H1   6
    H1   14
    H2   4
    H2   5
    H2   6
    H2   7
    H3   8
    H3   9
    H3   10
    H3   11
    H4   5
    H4   6
    H4   7
    H4   12
    H4   13
"""),
)  # worked out by hand
CODES = list(valid_codes("ETHNIC", "2025-26"))
FORM = r"[A-Z]\d{11}[0-9A-Z]|UN\d"


@exercise.reference
def read_row_by_row(council):
    """The draft row by row, against the data's own code tables and the calendar."""
    rows = draft_rows(council, "header")
    lines = Counter(row["CHILD"] for row in rows)
    found = []
    for row in rows:
        broken = {
            "H1": row["ETHNIC"] not in valid_codes("ETHNIC", "2025-26"),
            "H2": day_of(row["DOB"]) is None,
            "H3": lines[row["CHILD"]] > 1,
            "H4": not re.fullmatch(FORM, row["UPN"] or ""),
        }
        found += [(rule, row["LINE"]) for rule, fails in broken.items() if fails]
    return pd.DataFrame(found, columns=["rule", "LINE"], dtype="str")


def rules(header, ethnic=None, born=None, twice=None, number=None):
    """The four rules; an argument puts a mistake in place of one."""
    dates = pd.to_datetime(header["DOB"], format="%d/%m/%Y", errors="coerce")
    fails = {
        "H1": ~header["ETHNIC"].isin(CODES) if ethnic is None else ethnic,
        "H2": dates.isna() if born is None else born,
        "H3": header["CHILD"].duplicated(keep=False) if twice is None else twice,
        "H4": ~header["UPN"].str.fullmatch(FORM, na=False) if number is None else number,
    }
    found = [(rule, line) for rule, which in fails.items() for line in header["LINE"][which]]
    return pd.DataFrame(found, columns=["rule", "LINE"])


@exercise.right("lists of lines")
def lists_of_lines(header):
    return rules(header)


@exercise.right("one line a child by counting")
def by_counting(header):
    return rules(header, twice=header["CHILD"].map(header["CHILD"].value_counts()) > 1)


ASKED = "You were asked for each rule and each line of the header that fails it, by the four rules H1 to H4. "


@exercise.wrong(
    ASKED + "Line 8 of the practice table, the first of child H's two, is not among your H3. Only the later of two "
    "lines "
    "may be marked, and either may be the one to mend. Re-read 'Task 1: four rules for the header'."
)
def first_of_two_spared(header):
    return rules(header, twice=header["CHILD"].duplicated())


@exercise.wrong(
    ASKED + "Child B of the practice table, whose code is in small letters, is not among your H1. Capitals may have "
    "been "
    "made before looking. Re-read 'Task 1: four rules for the header'."
)
def capitals_first(header):
    return rules(header, ethnic=~header["ETHNIC"].str.upper().isin(CODES))


@exercise.wrong(
    ASKED + "Child D of the practice table, whose birth date is blank, is not among your H2. For a birth date a "
    "blank "
    "fails too. Re-read 'Task 1: four rules for the header'."
)
def blank_births_spared(header):
    dates = pd.to_datetime(header["DOB"], format="%d/%m/%Y", errors="coerce")
    return rules(header, born=dates.isna() & header["DOB"].notna())


@exercise.wrong(
    ASKED + "Child D of the practice table, whose UPN is blank, is not among your H4. A blank fails this rule: a "
    "code "
    "should say why there is none. Re-read 'Task 1: four rules for the header'."
)
def blank_numbers_spared(header):
    return rules(header, number=~header["UPN"].str.fullmatch(FORM, na=False) & header["UPN"].notna())


@exercise.wrong(
    ASKED + "Child Q of the practice table is not among your H4, though more follows the code there. The text may "
    "only "
    "begin well: match looks at the start, fullmatch at the whole. Re-read 'Your files and helpers'."
)
def begins_well(header):
    return rules(header, number=~header["UPN"].str.match(FORM, na=False))


exercise.hints = (
    "Each rule is a column of True and False. You have written three of the four in the lessons.",
    "duplicated(keep=False) marks every line of a child who has several.",
    'findings("H1", header, ~header["ETHNIC"].isin(ETHNIC_CODES))',
)
exercise.after = "Four rules, one shape. The next rule is one more line, and everybody can read it."
