"""Young people after care, at each birthday from 17 to 24: in touch or not, what they do, where they live.

Makes
    leaver_birthdays    person, age (17-21), birthday, contact (IN_TOUCH), activity (ACTIV), accommodation (ACCOM)
    later_support       the same at 21 to 24, of those only who asked to keep their adviser (Children Act 1989, section
                        23CZB: until 25); no statutory return has them after 21
One row a birthday for those in care for 13 weeks since 14, some of it after 16, who had left by then and were not
adopted or taken over by another council. What they did last year tends to go on; those who die are not met again.
Those who stay with their former foster carers do so until they leave them; most of those who went home to parents are
at home for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import Bands, Shares, birthdays
from synthetic_data.journeys.placed_children import FOSTERED
from synthetic_data.streams import stream

AGES, IN_RETURNS = range(17, 25), range(17, 22)
SUPPORT_IF_ASKED_FROM = 21
WEEKS_SINCE_14 = 13
NOT_OURS = ("E11", "E12", "E2", "E3", "E15")  # adopted, died, another council's, found to be adult
NOTHING_KNOWN = "0"
WITH_FORMER_CARERS = "Z1"
STAYED_ON = "E17"  # care ended at 18 and the young person stayed with the carers
FOYER = ("T1", "T2")
HOME = ("E4A", "E4B")  # left care for the parents
HALF_A_YEAR = 182
IN_CUSTODY = ("X2",)
WORK_OR_STUDY = ("F1", "P1", "F4", "P4", "F5", "P5")  # not F2 and P2: there is teaching in custody
PARENTS, OTHER_REASONS = "G6", "G5"  # not in education, employment or training: for a child of their own, or otherwise
HEARD_OF = ("NO", "REFU", "NREQ")
BETTER_KNOWN_FROM = day_number(date(2024, 4, 1))
"""Published figures know more of care leavers who are not in touch from this collection year on."""


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "leaving care"."""
    who = _eligible(earlier)
    born = who["dob"].cast(pl.Int32).to_numpy().astype(np.int64)
    left = who["left"].cast(pl.Int32).fill_null(2**30).to_numpy().astype(np.int64)
    stayed_on = (who["kind"].is_in(FOSTERED) & (who["reason_end"] == STAYED_ON)).to_numpy()
    contact = calibration.made(Shares, "leaver_contact", "code", ("age_from",))
    activity = calibration.made(Shares, "leaver_activity", "code", ("age_from",))
    accommodation = calibration.made(Shares, "leaver_accommodation", "code", ("age_from",))
    staying_put = calibration.made(Bands, "leaver_staying_put", "share")
    stays = calibration.figure("leaver_figures", "life_stays")
    dies = calibration.figure("leaver_figures", "died_share")
    known_of, known_before, known_to_18 = (
        calibration.figure("leaver_figures", f"known_though_not_in_touch{when}") for when in ("", "_before", "_to_18")
    )
    first, last = day_number(spec.opening - timedelta(days=365)), day_number(spec.horizon)
    own = stream(spec.seed, spec.la_code, "leaving care.own").random((6, who.height))
    supported = calibration.made(Bands, "leaver_support", "share")
    went_home = who["reason_end"].is_in(HOME).to_numpy()
    man = (who["sex"] == "M").to_numpy()
    for_good = [calibration.figure("leaver_figures", f"home_for_good_{whose}") for whose in ("men", "women")]
    at_home = went_home & (own[4] < np.where(man, *for_good))
    parent_chance = stream(spec.seed, spec.la_code, "leaving care.parents").random(who.height)
    alive = np.ones(who.height, bool)
    made, later = [], []
    for age in AGES:
        rng = stream(spec.seed, spec.la_code, f"leaving care.{age}")
        chance = rng.random((6, who.height))
        day = birthdays(born, age).astype(np.int64)
        follows = chance[3] < stays
        met = alive & (left <= day) & (day >= first) & (day <= last)
        ages = np.full(who.height, age)
        state = np.array(contact.codes)[contact.at(np.where(follows, own[0], chance[0]), ages)]
        doing = np.array(activity.codes)[activity.at(np.where(follows, own[1], chance[1]), ages)]
        doing = _parents_are_mostly_mothers(calibration, doing, age, man, parent_chance)
        home = np.array(accommodation.codes)[accommodation.at(np.where(follows, own[2], chance[2]), ages)]
        # Whoever has moved out of the former foster carers' home does not move back in.
        home = np.where(stayed_on & (own[3] < staying_put.at(ages)), WITH_FORMER_CARERS, home)
        doing = np.where(np.isin(home, IN_CUSTODY) & np.isin(doing, WORK_OR_STUDY), OTHER_REASONS, doing)
        home = np.where(np.isin(home, FOYER) & (age <= 18), "D1", home)
        asks = (age >= SUPPORT_IF_ASKED_FROM) & (own[5] < supported.at(ages))
        if age not in IN_RETURNS:
            state = np.where(asks, "YES", state)  # whoever asks has been in touch
        # Home with parents for six months, a young person is no longer a care leaver of the council's.
        state = np.where(at_home & (day - left >= HALF_A_YEAR), "RHOM", state)
        dead = met & (chance[4] < dies)
        state = np.where(dead, "DIED", state)
        # Something is often known of those who are not in touch; of those who died or went home nothing is asked.
        of_age = np.where(day < BETTER_KNOWN_FROM, known_before, known_of) if age > 18 else known_to_18
        told = np.isin(state, HEARD_OF) & (chance[5] < of_age)
        known = (state == "YES") | told
        here = np.flatnonzero(met)
        at_birthday = pl.DataFrame(
            {
                "person": who["person"].to_numpy()[here],
                "age": np.full(len(here), age, np.int32),
                "birthday": pl.Series(day[here].astype(np.int32)).cast(pl.Date),
                "contact": state[here],
                "activity": np.where(known, doing, NOTHING_KNOWN)[here],
                "accommodation": np.where(known, home, NOTHING_KNOWN)[here],
            }
        )
        if age in IN_RETURNS:
            made.append(at_birthday)
        later.append(at_birthday.filter(pl.Series((asks & (state == "YES"))[here])))
        alive &= ~dead
    return {
        "leaver_birthdays": pl.concat(made).sort("person", "age"),
        "later_support": pl.concat(later).sort("person", "age"),
    }


def _parents_are_mostly_mothers(
    calibration: Calibration, doing: np.ndarray, age: int, man: np.ndarray, chance: np.ndarray
) -> np.ndarray:
    """Most men who drew "parent" are out of work otherwise, and as many women the other way about."""
    table = calibration["leaver_activity"]
    of_age = table.filter(pl.col("age_from") <= age).filter(pl.col("age_from") == pl.col("age_from").max())
    shares = dict(of_age.select("code", "share").rows())
    men, rare = float(man.mean()) if len(man) else 0.0, calibration.figure("leaver_figures", "parenting_men")
    mean = men * rare + 1 - men
    to_other = man & (doing == PARENTS) & (chance >= rare / mean)
    to_parent = ~man & (doing == OTHER_REASONS) & (chance < shares[PARENTS] / shares[OTHER_REASONS] * (1 / mean - 1))
    return np.select([to_other, to_parent], [OTHER_REASONS, PARENTS], doing)


def _eligible(earlier: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """person, dob, sex, left (day care last ended), kind (of the last placement), for all with a leaver's history."""
    last_kind = earlier["care_placements"].group_by("period", maintain_order=True).last().select("period", "kind")
    periods = (
        earlier["care_periods"]
        .filter(~pl.col("short_breaks"))
        .join(earlier["entrants"].select("person", "dob", "sex"), on="person", maintain_order="left")
        .join(earlier["care_endings"], on="period", maintain_order="left")
        .join(last_kind, on="period", how="left", maintain_order="left")
        .with_columns(fourteen=pl.col("dob").dt.offset_by("14y"), sixteen=pl.col("dob").dt.offset_by("16y"))
        .filter(pl.col("end").is_not_null() | (pl.col("start") < pl.col("dob").dt.offset_by("18y")))
    )
    since_14 = (pl.col("end") - pl.max_horizontal("start", "fourteen")).dt.total_days().clip(0)
    return (
        periods.sort("person", "start")
        .group_by("person", maintain_order=True)
        .agg(
            pl.col("dob", "sex").first(),
            since_14.sum().alias("days"),
            (pl.col("end") > pl.col("sixteen")).any().alias("after_16"),
            pl.col("end").last().alias("left"),
            pl.col("end").is_null().any().alias("still_in"),
            pl.col("reason_end").last().alias("reason_end"),
            pl.col("kind").last(),
        )
        .filter(
            ~pl.col("still_in")
            & pl.col("after_16")
            & (pl.col("days") >= WEEKS_SINCE_14 * 7)
            & ~pl.col("reason_end").is_in(NOT_OURS)
        )
    )
