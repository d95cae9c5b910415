"""Where each placement is: inside the council's boundary or not, how far from home it is to be, and who provides it.

How far is a wish: `synthetic_data.around.providers` looks for a carer or a building at about that distance, and what
the returns show is measured between postcodes.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import Bands, Durations, Shares, era_at, era_days, factors_over_time, whole_ages, with_factors
from synthetic_data.places.scale import areas_of
from synthetic_data.streams import stream

FAR_MILES = 20.0  # where DfE divides near from far
FAR_APART_IN_ENGLAND = 0.083  # of pairs of homes in one council, those so far apart: mean over children in care


def whereabouts(spec: CouncilSpec, calibration: Calibration, moves: pl.DataFrame) -> list[pl.Series]:
    """inside_area, provider and miles_wanted of each row of placement moves: drawn once for the carers, who move house
    nearby; for parents, once for all of their children.
    """
    rng = stream(spec.seed, spec.la_code, "placement details.whereabouts")
    size = moves.height
    begun_with_parents = pl.col("kind").first().over("carer") == "parents"  # some of them go on as foster carers
    of_parents = pl.when(begun_with_parents).then("sibling_group")
    first = pl.when(of_parents.is_null()).then("carer").otherwise(pl.col("carer").min().over(of_parents))
    address, household = moves["address"].to_numpy(), moves.select(first).to_series().to_numpy()
    chance = rng.random((4, size))[:, household]
    kind = moves["kind"].to_numpy()[household]  # the kind when life in this household began
    apart = areas_of(spec).far_apart(FAR_MILES)
    inside_share = dict(calibration["placement_inside"].select("kind", "share").rows())
    share = np.array([inside_share[name] for name in kind])
    odds = share / (1 - share) * _inside_odds(calibration, moves)[household] * _room_inside(calibration, apart)
    inside = chance[0] < odds / (1 + odds)
    kind_now = moves["kind"].to_numpy()
    providers = calibration.once(_providers)
    began = moves["start"].cast(pl.Int32).to_numpy()[household]
    era = era_at(calibration.made(era_days, "placement_provider_eras"), began)
    kinds = {name: providers.level("kind", name) for name in inside_share}
    within = np.where(inside, providers.level("inside", 1), providers.level("inside", 0))  # type: ignore[arg-type]
    drawn = np.array(providers.codes)[
        providers.at(chance[1], era, np.array([kinds[name] for name in kind_now]), within)
    ]
    far_outside = _far_outside(calibration, moves)[household]
    far = chance[2] < np.where(inside, _far_inside(calibration, apart, kind), far_outside)
    distance = calibration.made(Durations, "placement_miles", "band", "miles")
    curves = [
        distance.exactly(name, chance[3]) for name in ("far inside", "far outside", "near inside", "near outside")
    ]
    far_away, close_by = (np.where(inside, *pair) for pair in (curves[:2], curves[2:]))
    miles = np.round(np.where(far, far_away, close_by), 1)
    # Most parents live where the family always did.
    only_parents = (pl.col("kind") == "parents").all().over(first)
    at_home = (kind == "parents") & inside & ~far & (moves["address"] == moves["carer"]).to_numpy()
    at_home &= moves.select(only_parents).to_series().to_numpy()
    at_home &= rng.random(size)[address] < calibration.figure("placement_figures", "parents_at_home")
    miles = np.where(at_home, 0.0, miles)
    return [
        pl.Series("inside_area", inside),
        pl.Series("provider", drawn).replace("none", None),
        pl.Series("miles_wanted", miles),
    ]


def _room_inside(calibration: Calibration, apart: float) -> float:
    """How much likelier a council is than England to place children inside its boundary, by how large it is: `apart` is
    the share of pairs of homes in it that are far apart.
    """
    by_extent = calibration.figure("placement_figures", "inside_by_extent")
    return 1 + by_extent * (apart / FAR_APART_IN_ENGLAND - 1)


def _far_inside(calibration: Calibration, apart: float, kind: np.ndarray) -> np.ndarray:
    """The chance that a placement inside the boundary is more than 20 miles from home: of two homes in the council it
    depends on how large the council is, and on the kind of placement how much likelier that is than of any two homes.
    """
    odds = dict(calibration["placement_far_inside"].select("kind", "odds").rows())
    by_kind = np.array([odds[name] for name in kind]) * apart / (1 - apart)
    return by_kind / (1 + by_kind)


def _far_outside(calibration: Calibration, moves: pl.DataFrame) -> np.ndarray:
    """The same outside the boundary, by the kind of placement and the day it began."""
    share = dict(calibration["placement_far"].select("kind", "share").rows())
    of_kind = np.array([share[name] for name in moves["kind"]])
    odds = of_kind / (1 - of_kind) * _then(calibration, "placement_far_eras", moves)
    return np.asarray(odds / (1 + odds))


def _then(calibration: Calibration, eras: str, moves: pl.DataFrame) -> np.ndarray:
    """The odds on the day each placement began against those of today, by its kind: from the table `eras`."""
    day, odds = moves["start"].cast(pl.Int32).to_numpy().astype(np.int64), np.ones(moves.height)
    for kind, course in factors_over_time(calibration[eras], "kind").items():
        here = (moves["kind"] == kind).to_numpy()
        odds[here] = np.interp(day[here], *course)
    return odds


def _providers(calibration: Calibration) -> Shares:
    """Who provides a placement, by the day it began, its kind and whether it is inside the boundary."""
    by_era = with_factors(
        calibration["placement_providers"], calibration["placement_provider_eras"], "from_day", ("provider",)
    )
    return Shares(by_era, "provider", ("from_day", "kind", "inside"))


def _inside_odds(calibration: Calibration, moves: pl.DataFrame) -> np.ndarray:
    """How much likelier than others in the same kind of placement each child is to be placed inside the boundary.

    What is near is what can be had at once: short stays are nearer than long ones.
    """
    whole_stay = pl.col("end").max().over("carer") - pl.col("start").min().over("carer")
    stay = moves.select(whole_stay.dt.total_days()).to_series().to_numpy()
    born, day = (moves[name].cast(pl.Int32).to_numpy().astype(np.int64) for name in ("dob", "start"))
    odds = calibration.made(Bands, "placement_inside_ages", "odds").at(whole_ages(born, day))
    odds = odds * calibration.made(Bands, "placement_inside_stays", "odds", "days_from").at(stay)
    odds = odds * _then(calibration, "placement_inside_eras", moves)
    alone = dict(calibration["placement_inside_unaccompanied"].select("kind", "odds").rows())
    of_kind = np.array([alone.get(kind, 1.0) for kind in moves["kind"]])
    return np.asarray(np.where(moves["uasc"].to_numpy(), of_kind, 1.0) * odds)
