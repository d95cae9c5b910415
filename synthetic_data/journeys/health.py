"""The yearly health record of children in care throughout a collection year: checks, strengths and difficulties,
offending.

Makes
    health_years    person, year_end, sdq_score*, sdq_reason*, convicted*, health_check*, immunisations, teeth_check,
                    health_assessment, substance_misuse, intervention_received*, intervention_offered* (whole numbers)
A child's own level carries from year to year: high scores and missed checks tend to come again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number, year_end_of
from synthetic_data.draws import Durations, Shares, birthdays, whole_ages
from synthetic_data.streams import stream

SDQ_AGES = (4, 17)  # turned 4 by the end of the year, not yet 17 at its start
CHECK_UNDER, CONVICTED_FROM = 5, 10
ITEMS = ("immunisations", "teeth_check", "health_assessment", "health_check", "substance_misuse", "convicted")
HELP = ("intervention_received", "intervention_offered", "sdq_received")
HIGHER_FROM = day_number(date(2024, 4, 1))
"""Published strengths and difficulties scores are a little higher from this collection year on."""


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "health"."""
    ends = [year_end_of(year) for year in spec.collection_years]
    cohort = _looked_after_throughout(earlier, ends)
    own = stream(spec.seed, spec.la_code, "health.own").random((len(ITEMS) + 1, earlier["entrants"].height))
    chance = [
        stream(spec.seed, spec.la_code, f"health.{end}").random((2 * len(ITEMS) + len(HELP) + 5, size))
        for end, size in zip(ends, np.bincount(cohort["year_end"] - ends[0], minlength=len(ends)).tolist(), strict=True)
    ]
    blank = (pl.col(pl.Int64).replace(-1, None), pl.col("sdq_reason").replace("", None))
    return {"health_years": _records(calibration, cohort, own, np.concatenate(chance, axis=1)).with_columns(blank)}


def _looked_after_throughout(earlier: Mapping[str, pl.DataFrame], ends: Sequence[int]) -> pl.DataFrame:
    """Each child in care for the whole of a collection year and after it, without a short break in the year, year by
    year: person, dob, sex, year_end, opening and closing (the year's first and last day), at_home (on the last day).
    """
    years = pl.LazyFrame(
        {
            "year_end": pl.Series(ends, dtype=pl.Int32),
            "opening": [date(end - 1, 4, 1) for end in ends],
            "closing": [date(end, 3, 31) for end in ends],
        }
    )
    goes_on = pl.col("end").is_null() | (pl.col("end") > pl.col("closing"))
    periods = earlier["care_periods"].lazy()
    respite = (
        periods.filter("short_breaks")
        .join(years, how="cross")
        .filter(pl.col("start") <= pl.col("closing"), pl.col("end").is_null() | (pl.col("end") >= pl.col("opening")))
    )
    at_home = (
        earlier["care_placements"]
        .lazy()
        .filter(pl.col("kind") == "home")
        .join(years, how="cross")
        .filter(pl.col("start") <= pl.col("closing"), goes_on)
        .select("period", "year_end", at_home=True)
    )
    return (
        periods.filter(~pl.col("short_breaks"))
        .join(years, how="cross")
        .filter(pl.col("start") <= pl.col("opening"), goes_on)
        .join(respite, on=["person", "year_end"], how="anti")
        .join(at_home, on=["period", "year_end"], how="left")
        .join(earlier["entrants"].lazy().select("person", "dob", "sex"), on="person")
        .sort("year_end", "person")
        .select("person", "dob", "sex", "year_end", "opening", "closing", pl.col("at_home").fill_null(False))
        .collect()
    )


def _records(calibration: Calibration, cohort: pl.DataFrame, own: np.ndarray, chance: np.ndarray) -> pl.DataFrame:
    """The record of each child and year of the cohort, -1 and "" for blanks.

    own: each child's own chances, a row an item and one for the SDQ; chance: those of the child's year.
    """
    shares = calibration.once(_Shares)
    person, male, at_home = cohort["person"].to_numpy(), (cohort["sex"] == "M").to_numpy(), cohort["at_home"].to_numpy()
    born, opening, closing = (cohort[day].cast(pl.Int64).to_numpy() for day in ("dob", "opening", "closing"))
    age, year = whole_ages(born, closing), cohort["year_end"].to_numpy()
    figure = {name: calibration.figure("health_figures", name) for name in calibration["health_figures"]["figure"]}
    done = {}
    for row, item in enumerate(ITEMS):
        share = shares.at(item, age, year)
        if item == "convicted":
            share = share * 2 * np.where(male, figure["convicted_male_share"], 1 - figure["convicted_male_share"])
        same = chance[len(ITEMS) + row] < figure["item_stays"]
        done[item] = np.where(same, own[row, person], chance[row]) < share
    boys = figure["score_received_boys"]
    by_sex = {"sdq_received": np.where(male, boys, 2 - boys)}
    helped, offered, received = (
        chance[2 * len(ITEMS) + row] < shares.at(item, age, year) * by_sex.get(item, 1.0)
        for row, item in enumerate(HELP)
    )
    misuse, helped = done["substance_misuse"], helped & done["substance_misuse"]
    score, reason = _sdq(shares, figure, chance[-5:], own[-1, person], born, male, at_home, received, opening, closing)
    return pl.DataFrame(
        {
            "person": cohort["person"],
            "year_end": cohort["year_end"],
            "sdq_score": score,
            "sdq_reason": reason,
            "convicted": _where(done["convicted"], age >= CONVICTED_FROM),
            "health_check": _where(done["health_check"], age < CHECK_UNDER),
            **{item: _where(done[item], age >= 0) for item in ("immunisations", "teeth_check", "health_assessment")},
            "substance_misuse": _where(misuse, age >= 0),
            "intervention_received": _where(helped, misuse),
            "intervention_offered": _where(offered, misuse & ~helped),
        }
    )


def _sdq(
    shares: _Shares,
    figure: Mapping[str, float],
    chance: np.ndarray,
    own: np.ndarray,
    born: np.ndarray,
    male: np.ndarray,
    at_home: np.ndarray,
    received: np.ndarray,
    opening: np.ndarray,
    closing: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Scores (0-40) and, where a score is wanted and was not received, the reason; -1 and "" elsewhere."""
    follows = chance[0] < figure["score_stays"]
    # Wobble round the child's own level, folded back at the ends so that shares stay even.
    place = np.where(follows, own + (chance[1] - 0.5) * 0.2, chance[1])
    place = np.abs(place)
    place = np.where(place > 1, 2 - place, place)
    shift = np.where(male, figure["male_shift"] / 2, -figure["male_shift"] / 2) + at_home * figure["home_shift"]
    shift = shift + np.where(opening < HIGHER_FROM, figure["all_shift_before"], figure["all_shift"])
    score = np.rint(shares.scores.exactly("sdq", np.clip(place + shift * (1 - place), 0, 1))).astype(np.int64)
    score = np.where((score <= 1) & (chance[2] < 0.5), 0, score)
    four, seventeen = birthdays(born, SDQ_AGES[0]), birthdays(born, SDQ_AGES[1])
    wanted = (four <= closing) & (seventeen > opening)
    turning = (four > opening) | (seventeen <= closing)  # four on the first day is of the right age (rule 157)
    reason = np.array(shares.reasons.codes)[shares.reasons.at(chance[3])]
    reason = np.where(turning & (chance[4] < figure["wrong_age_share"]), "SDQ1", reason)
    return np.where(wanted & received, score, -1), np.where(wanted & ~received, reason, "")


class _Shares:
    """The share of children of an age for whom an item is so in a year, the scores there are, and why one was not
    received.
    """

    def __init__(self, calibration: Calibration) -> None:
        self.scores, self.reasons = Durations(calibration["sdq_scores"]), Shares(calibration["sdq_reasons"], "code")
        rows = calibration["health_items"].sort("age_from").partition_by("item", as_dict=True)
        self._bands = {
            item: (table["age_from"].to_numpy(), table["share"].to_numpy()) for (item,), table in rows.items()
        }

        earlier = calibration["health_before"].select("item", "before", "factor").iter_rows()
        self._earlier = {item: (before, factor) for item, before, factor in earlier}

    def at(self, item: str, age: np.ndarray, year_end: np.ndarray) -> np.ndarray:
        from_age, share = self._bands[item]
        before, factor = self._earlier.get(item, (0, 1.0))
        found: np.ndarray = share[np.searchsorted(from_age, age, side="right") - 1]
        return found * np.where(year_end < before, factor, 1.0)


def _where(done: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """0 or 1 where an item is wanted, -1 elsewhere."""
    return np.where(wanted, done.astype(np.int64), -1)
