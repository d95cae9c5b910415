"""The families that children's services may hear of: brothers and sisters of children in care, and the wider pool.

Births run evenly from a childhood before the simulated span to twenty weeks after its end, so that at any day of it the
pool has the same ages. Nobody here enters care; those who do come from `entrants`.

Makes
    pool    person (numbers go on after the entrants'), family (an entrant's, or a new one), sex, dob (may lie after the
            horizon: a child expected), ethnicity, noticed (how often the family comes to notice; the mean is 1)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import DAYS_IN_YEAR
from synthetic_data.journeys.front_door_draws import CHILDHOOD, choose
from synthetic_data.journeys.front_door_notice import WEEKS_KNOWN_BEFORE_BIRTH
from synthetic_data.places.scale import contact_children, leaned
from synthetic_data.streams import stream


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "pool"."""
    entrants = earlier["entrants"]
    by = dict(calibration["family_pool"].select("figure", "value").rows())
    warm_up = int(calibration.figure("front_door_mechanism", "warm_up_days"))
    first_day = day_number(spec.opening) - warm_up - int(CHILDHOOD * DAYS_IN_YEAR)
    last_day = day_number(spec.horizon) + 7 * WEEKS_KNOWN_BEFORE_BIRTH
    mixed = leaned(spec, _ethnic_codes(calibration), "code", "children", "in contact")

    brothers = _of_entrants(spec, by, entrants, first_day, last_day)
    families = _families(spec, calibration, by, first_day, last_day)
    new_family = int(entrants["sibling_group"].to_numpy().max(initial=-1)) + 1
    chosen = choose(
        stream(spec.seed, spec.la_code, "pool.ethnicity").random(
            int(families["family"].to_numpy().max(initial=-1)) + 1
        ),
        mixed["children"].to_numpy(),
    )
    wider = families.with_columns(
        ethnicity=pl.Series(mixed["code"].to_numpy()[chosen[families["family"].rank("dense").to_numpy() - 1]]),
        family=pl.col("family") + new_family,
    )
    pool = pl.concat([brothers, wider.select(brothers.columns)])
    male = stream(spec.seed, spec.la_code, "pool.sex").random(pool.height) < by["male_share"]
    return {
        "pool": pool.with_columns(
            pl.Series("sex", np.where(male, "M", "F"), dtype=pl.Enum(["M", "F"])),
            person=pl.int_range(entrants.height, entrants.height + pool.height, dtype=pl.Int32),
            family=pl.col("family").cast(pl.Int32),
            dob=pl.col("dob").cast(pl.Int32).cast(pl.Date),
            ethnicity=pl.col("ethnicity").cast(pl.Enum(mixed["code"].to_list())),
        ).select("person", "family", "sex", "dob", "ethnicity", "noticed")
    }


def children_in_area(spec: CouncilSpec, calibration: Calibration) -> float:
    """Children aged 0 to 17 that referrals are counted from: see `places.scale.contact_children`."""
    return contact_children(spec)


def _ethnic_codes(calibration: Calibration) -> pl.DataFrame:
    return calibration["need_ethnicity"].select("code", "children")


def _families(
    spec: CouncilSpec, calibration: Calibration, by: Mapping[str, float], first_day: int, last_day: int
) -> pl.DataFrame:
    """Children of families never in care: family from 0, dob, noticed."""
    sizes = calibration["family_sizes"]
    share = sizes["share"].to_numpy()
    mean_size = float((sizes["children"].to_numpy() * share).sum() / share.sum())
    births = by["pool_share"] * children_in_area(spec, calibration) / CHILDHOOD * (last_day - first_day) / DAYS_IN_YEAR
    # A first child may come long before the span and a brother or sister within it.
    early = int(4 * by["sibling_gap_mean_days"])
    count = int(np.ceil(births / mean_size * (last_day - first_day + early) / (last_day - first_day)))
    draw = {
        name: stream(spec.seed, spec.la_code, f"pool.{name}") for name in ("first", "size", "gap", "twin", "noticed")
    }
    size = sizes["children"].to_numpy()[choose(draw["size"].random(count), sizes["share"].to_numpy())]
    first = first_day - early + np.floor(draw["first"].random(count) * (last_day - first_day + early)).astype(np.int64)
    family = np.repeat(np.arange(count), size)
    begins = np.cumsum(size) - size
    spread = by["sibling_gap_mean_days"] - by["sibling_gap_least_days"]
    gap = by["sibling_gap_least_days"] + np.floor(-np.log1p(-draw["gap"].random(len(family))) * spread).astype(np.int64)
    gap = np.where(draw["twin"].random(len(family)) < by["twin_share"], 0, gap)
    gap[begins] = 0
    total = np.cumsum(gap)
    born = first[family] + (total - total[begins][family]).astype(np.int64)
    noticed = by["least_weight"] + 2 * (1 - by["least_weight"]) * draw["noticed"].random(count)
    inside = (born >= first_day) & (born <= last_day)
    return pl.DataFrame({"family": family, "dob": born, "noticed": noticed[family]}).filter(pl.Series(inside))


def _of_entrants(
    spec: CouncilSpec, by: Mapping[str, float], entrants: pl.DataFrame, first_day: int, last_day: int
) -> pl.DataFrame:
    """Brothers and sisters, never in care, of children who entered it: born between or around them, at least a year
    apart."""
    known = entrants.filter(~pl.col("uasc")).select(
        "sibling_group", pl.col("dob").cast(pl.Int64), pl.col("ethnicity").cast(pl.String)
    )
    eldest = known.group_by("sibling_group", maintain_order=True).agg(
        pl.col("dob").min().alias("eldest"), pl.col("dob").max().alias("youngest"), pl.col("ethnicity").first()
    )
    rng = stream(spec.seed, spec.la_code, "pool.brothers")
    older, younger = (rng.random(eldest.height) < by["care_siblings"] / 2 for _ in range(2))
    gaps = [400 + np.floor(rng.random(eldest.height) * 1500).astype(np.int64) for _ in range(2)]
    before = eldest.with_columns(dob=pl.col("eldest") - gaps[0]).filter(pl.Series(older))
    after = eldest.with_columns(dob=pl.col("youngest") + gaps[1]).filter(pl.Series(younger))
    both = pl.concat([before, after]).filter(pl.col("dob").is_between(first_day, last_day))
    return both.select(
        pl.col("sibling_group").cast(pl.Int64).alias("family"), "dob", "ethnicity", pl.lit(1.0).alias("noticed")
    )
