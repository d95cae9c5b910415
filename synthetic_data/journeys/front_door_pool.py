"""The families that children's services may hear of: brothers and sisters of children in care, and the wider pool.

Births run from a childhood before the simulated span to twenty weeks after its end, as many more or fewer in each year
as in England (births.csv), so that there are more young children in earlier years and more teenagers in later ones;
families that began lately are of other ethnic groups than those that began long ago. Nobody here enters care; those who
do come from `entrants`.

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
from synthetic_data.journeys.front_door_draws import CHILDHOOD, choose, choose_by
from synthetic_data.journeys.front_door_notice import WEEKS_KNOWN_BEFORE_BIRTH
from synthetic_data.ladders import Ladder
from synthetic_data.places.scale import contact_children, leaned
from synthetic_data.streams import stream

AGES_OF = 2024.25
"""The day, as a year, on which referral rates are by age: 31 March 2024."""
ROUNDS = 10
"""Of finding when families begin: with more, what is born changes by less than one in a hundred."""


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
    wider = families.with_columns(
        ethnicity=pl.Series(mixed["code"].to_numpy()[_ethnicity(spec, calibration, by, mixed, families)]),
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
    return calibration["need_ethnicity"].select("code", "group", "children")


def _ethnicity(
    spec: CouncilSpec, calibration: Calibration, by: Mapping[str, float], mixed: pl.DataFrame, families: pl.DataFrame
) -> np.ndarray:
    """The row of `mixed` that is the ethnicity of each child's family, by the year its eldest child was born."""
    each_year = dict(calibration["need_ethnicity_cohorts"].select("group", "each_year").rows())
    ratio = np.array([each_year.get(group, 1.0) for group in mixed["group"]])
    eldest = families.group_by("family").agg(pl.col("dob").min()).sort("family")
    year = _year(eldest["dob"].to_numpy()).astype(np.int64)
    years = np.arange(year.min(), year.max() + 1) if len(year) else np.zeros(1)
    shares = mixed["children"].to_numpy() * ratio ** (years - by["ethnicity_as_born_in"])[:, None]
    uniform = stream(spec.seed, spec.la_code, "pool.ethnicity").random(eldest.height)
    chosen = choose_by(uniform, year - years[0], shares)
    return np.asarray(chosen[families["family"].rank("dense").to_numpy() - 1])


def _year(days: np.ndarray) -> np.ndarray:
    """Day numbers as years of the calendar, 1 January being the whole year."""
    return 1970 + days / DAYS_IN_YEAR


def _born_then(calibration: Calibration, days: np.ndarray) -> np.ndarray:
    """How many children were born on each day, to the mean of those whom `calibration` has the ages of."""
    births = calibration["births"].sort("year")
    middle, thousands = births["year"].to_numpy() + 0.5, births["thousands"].to_numpy().astype(float)
    known = np.interp(AGES_OF - np.arange(CHILDHOOD) - 0.5, middle, thousands)
    return np.interp(_year(days), middle, thousands) / known.mean()


def _families_begun(born_then: np.ndarray, of_order: np.ndarray, gap: int) -> np.ndarray:
    """How many first children to have on each day, so that with their brothers and sisters, each a `gap` after the
    last, as many are born as `born_then` says: found in rounds (W. H. Richardson, 1972; L. B. Lucy, 1974).

    of_order: the shares of children who are their family's first, second and so on.
    """
    begun = born_then.copy()
    for _ in range(ROUNDS):
        earlier = np.concatenate([np.full(gap * len(of_order), begun[0]), begun])
        ends = len(earlier) - gap * np.arange(len(of_order))
        made = sum(share * earlier[end - len(begun) : end] for share, end in zip(of_order, ends, strict=True))
        begun = begun * born_then / made
    return begun


def _families(
    spec: CouncilSpec, calibration: Calibration, by: Mapping[str, float], first_day: int, last_day: int
) -> pl.DataFrame:
    """Children of families never in care: family from 0, dob, noticed."""
    sizes = calibration["family_sizes"]
    share = sizes["share"].to_numpy()
    mean_size = float((sizes["children"].to_numpy() * share).sum() / share.sum())
    size = sizes["children"].to_numpy()
    births_a_day = by["pool_share"] * children_in_area(spec, calibration) / CHILDHOOD / DAYS_IN_YEAR
    # A first child may come long before the span and a brother or sister within it.
    early = int(4 * by["sibling_gap_mean_days"])
    of_order = np.array([float(share[size >= order].sum()) for order in range(1, int(size.max()) + 1)])
    born_then = _born_then(calibration, np.arange(first_day - early, last_day))
    begun = np.cumsum(_families_begun(born_then, of_order / of_order.sum(), int(by["sibling_gap_mean_days"])))
    count = int(np.ceil(births_a_day * begun[-1] / mean_size))
    draw = {
        name: stream(spec.seed, spec.la_code, f"pool.{name}") for name in ("first", "size", "gap", "twin", "noticed")
    }
    size = size[choose(draw["size"].random(count), share)]
    first = first_day - early + Ladder(begun / begun[-1]).reached(draw["first"].random(count))
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
