"""The tables that the scorecard counts in simulated journeys: their columns, and what follows from them in SQL."""

from __future__ import annotations

import polars as pl

Frames = dict[str, pl.DataFrame]
CARE, NEED, WORKFORCE = "care", "need", "workforce"
SIDES = (CARE, NEED, WORKFORCE)
_DAY, _TEXT = pl.Date(), pl.String()
_DETAILS = {
    "LAchildID": _TEXT, "CINreferralDate": _DAY, "ReferralSource": _TEXT, "PrimaryNeedCode": _TEXT,
    "CINclosureDate": _DAY, "ReasonForClosure": _TEXT, "DateOfInitialCPC": _DAY, "ReferralNFA": _TEXT,
}  # fmt: skip
NAMES: dict[str, dict[str, dict[str, pl.DataType]]] = {
    CARE: {
        "episodes": {
            "CHILD": _TEXT, "DECOM": _DAY, "DEC": _DAY, "RNE": _TEXT, "REC": _TEXT, "LS": _TEXT, "CIN": _TEXT,
            "PLACE": _TEXT, "PLACE_PROVIDER": _TEXT, "REASON_PLACE_CHANGE": _TEXT,
        },
        "header": {"CHILD": _TEXT, "SEX": _TEXT, "DOB": _DAY, "ETHNIC": _TEXT, "MOTHER": _TEXT},
        "uasc": {"CHILD": _TEXT},
        "oc2": {
            "CHILD": _TEXT, "DOB": _DAY, "SDQ_SCORE": _TEXT, "CONVICTED": _TEXT, "HEALTH_CHECK": _TEXT,
            "IMMUNISATIONS": _TEXT, "TEETH_CHECK": _TEXT, "HEALTH_ASSESSMENT": _TEXT, "SUBSTANCE_MISUSE": _TEXT,
            "INTERVENTION_RECEIVED": _TEXT, "INTERVENTION_OFFERED": _TEXT,
        },
        "oc3": {"CHILD": _TEXT, "DOB": _DAY, "IN_TOUCH": _TEXT, "ACTIV": _TEXT, "ACCOM": _TEXT},
        "missing": {"CHILD": _TEXT, "MISSING": _TEXT, "MIS_START": _DAY, "MIS_END": _DAY},
        "previous_permanence": {"CHILD": _TEXT, "PREV_PERM": _TEXT},
        "periods": {
            "CHILD": _TEXT, "DOB": _DAY, "uasc": pl.Boolean(), "period": pl.Int32(), "number": pl.Int32(),
            "started": _DAY, "ended": _DAY,
        },
        "placements": {
            "CHILD": _TEXT, "period": pl.Int32(), "PLACE": _TEXT, "started": _DAY, "ended": _DAY, "carer": pl.Int32(),
            "inside": pl.Boolean(), "miles": pl.Float64(),
        },
        "leavers": {"CHILD": _TEXT, "age": pl.Int32(), "IN_TOUCH": _TEXT, "ACTIV": _TEXT, "ACCOM": _TEXT},
        "adoptions": {
            "CHILD": _TEXT, "DOB": _DAY, "started": _DAY, "decided": _DAY, "matched": _DAY, "placed": _DAY,
            "adopted": _DAY,
        },
    },
    NEED: {
        "cin_details": _DETAILS,
        "cin_details_before": _DETAILS,
        "child_identifiers": {"LAchildID": _TEXT, "PersonBirthDate": _DAY, "Sex": _TEXT},
        "child_characteristics": {"LAchildID": _TEXT, "Ethnicity": _TEXT},
        "disabilities": {"LAchildID": _TEXT, "Disability": _TEXT},
        "assessment_factors": {"CINdetailsID": _TEXT, "AssessmentFactors": _TEXT},
        "cin_plan_dates": {"LAchildID": _TEXT, "CINPlanStartDate": _DAY, "CINPlanEndDate": _DAY},
        "assessments": {
            "LAchildID": _TEXT, "AssessmentActualStartDate": _DAY, "AssessmentAuthorisationDate": _DAY,
        },
        "section47": {"LAchildID": _TEXT, "S47ActualStartDate": _DAY, "DateOfInitialCPC": _DAY},
        "child_protection_plans": {
            "LAchildID": _TEXT, "CPPstartDate": _DAY, "CPPendDate": _DAY, "InitialCategoryOfAbuse": _TEXT,
            "LatestCategoryOfAbuse": _TEXT, "NumberOfPreviousCPP": pl.Int64(),
        },
        "reviews": {"LAchildID": _TEXT, "CPPreviewDate": _DAY},
    },
    WORKFORCE: {
        "social_workers": {
            "fte": pl.Float64(), "agency": pl.Boolean(), "established": pl.Boolean(), "started": _DAY, "ended": _DAY,
        },
        "allocated": {"CHILD": _TEXT, "workers": pl.Int64()},
        "posts": {"fte": pl.Float64(), "established": pl.Boolean(), "opened": _DAY},
        "teams": {"children": pl.Int64(), "fte": pl.Float64()},
    },
}  # fmt: skip
EMPTY: Frames = {name: pl.DataFrame(schema=columns) for side in SIDES for name, columns in NAMES[side].items()}
LIVES = """
CREATE TABLE periods_ceased AS SELECT p.*, c.REC, date_diff('day', p.started, p.ended) AS days
    FROM ceases c JOIN periods p ON p.council = c.council AND p.CHILD = c.CHILD AND p.ended = c.DEC;
-- A hospital or a holiday (T) is no placement, and what it breaks goes on when the child is back.
CREATE TABLE stays AS
    WITH marked AS (SELECT *, coalesce(lag(PLACE) OVER moves LIKE 'T%', false) AS returned,
            CASE WHEN coalesce(lead(PLACE) OVER moves LIKE 'T%', false) THEN NULL ELSE ended END AS left_for_good
        FROM placements WINDOW moves AS (PARTITION BY council, CHILD, period ORDER BY started)),
    numbered AS (SELECT *, sum((NOT returned)::INT)
            OVER (PARTITION BY council, CHILD, period ORDER BY started) AS stay
        FROM marked WHERE PLACE NOT LIKE 'T%')
    SELECT council, CHILD, arg_min(PLACE, started) AS PLACE, min(numbered.started) AS started,
        max(left_for_good) AS ended, arg_min(inside, numbered.started) AS inside,
        arg_min(miles, numbered.started) AS miles
    FROM numbered GROUP BY council, CHILD, period, stay;
CREATE TABLE placements_ceased AS SELECT *, date_diff('day', started, ended) AS days FROM stays
    WHERE ended >= first_day();
CREATE TABLE placed AS SELECT s.*, p.inside, p.miles FROM stock s
    JOIN (FROM placements WHERE ended IS NULL) p ON p.council = s.council AND p.CHILD = s.CHILD;
CREATE TABLE fostered_to_18 AS SELECT p.council, p.CHILD FROM periods p JOIN placements l USING (council, CHILD, period)
    WHERE p.ended = (p.DOB + INTERVAL 18 YEAR)::DATE AND l.ended = p.ended AND l.PLACE LIKE 'U%';
CREATE TABLE now AS SELECT l.* FROM placements l JOIN periods p USING (council, CHILD, period)
    WHERE p.ended IS NULL AND l.ended IS NULL AND l.PLACE NOT LIKE 'T%';
-- With adopters, the placement before counts as well (DfE, Children looked after in England: methodology).
CREATE TABLE with_same_carer AS SELECT council, CHILD, carer FROM now
    UNION SELECT l.council, l.CHILD, arg_max(l.carer, l.started)
        FROM placements l JOIN now USING (council, CHILD, period)
        WHERE now.PLACE LIKE 'A%' AND l.carer <> now.carer AND l.PLACE NOT LIKE 'T%' GROUP BY ALL;
CREATE TABLE carers AS SELECT p.council, p.CHILD, any_value(p.DOB) AS DOB, min(p.started) AS started,
        min(l.started) AS with_carer_since
    FROM periods p JOIN placements l USING (council, CHILD, period)
        JOIN with_same_carer s ON s.council = l.council AND s.CHILD = l.CHILD AND s.carer = l.carer
    WHERE p.ended IS NULL GROUP BY ALL;
-- Full-time equivalents of each council on 30 September, the day of the workforce census; leavers of the year to it.
CREATE MACRO census_day() AS make_date(year(first_day()), 9, 30);
CREATE MACRO census_opens() AS make_date(year(first_day()) - 1, 10, 1);
CREATE TABLE staffing AS
    WITH workers AS (SELECT *, started <= census_day() AND coalesce(ended > census_day(), true) AS here,
            coalesce(ended BETWEEN census_opens() AND census_day(), false) AS left_then,
            started BETWEEN census_opens() AND census_day() AS started_then
        FROM social_workers),
    staff AS (SELECT council, coalesce(sum(fte) FILTER (here AND NOT agency), 0) AS in_post,
            coalesce(sum(fte) FILTER (here AND agency), 0) AS agency,
            coalesce(sum(fte) FILTER (here AND agency AND established), 0) AS agency_cover,
            coalesce(sum(fte) FILTER (left_then AND NOT agency), 0) AS leavers,
            coalesce(sum(fte) FILTER (started_then AND NOT agency), 0) AS starters FROM workers GROUP BY council),
    open_posts AS (SELECT council, sum(fte) FILTER (established AND opened <= census_day()) AS established
        FROM posts GROUP BY council),
    held AS (SELECT council, sum(children) AS children, sum(fte) AS held FROM teams GROUP BY council)
    SELECT *, established - in_post AS vacant FROM staff JOIN open_posts USING (council) JOIN held USING (council);
"""
