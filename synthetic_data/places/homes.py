"""Where families live: a postcode for each, likelier in deprived areas and where their community lives.

How much likelier in a deprived area hangs on how far services went with any child of the family: care most, then a
protection plan, then need, and a contact or referral that led to nothing least (deprivation_gradient.csv).

Makes, each with family, area (number of the small area) and place (postcode, see `postcodes`); area and place are null
for unaccompanied children, who have no family home here:

    care_homes   families with a child who ever came into care
    homes        all families

Two parts, so that what is asked of children in care alone (a return of the SSDA903, a provider) needs no front door.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.people.words import Choices
from synthetic_data.places.postcodes import draw_places
from synthetic_data.places.scale import ETHNICITIES, areas_of, ethnic_mix, place_table
from synthetic_data.streams import stream

DEPTHS = ("contact", "need", "protection", "care")
"""How far services went, from least to most: columns of deprivation_gradient.csv."""
NOT_IN_NEED = ("no_further_action", "not_in_need")
"""Paths of referrals (referral_paths.csv) after which nobody was found to be in need."""


def simulate_care(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "care homes"."""
    cared = earlier["children"].filter(pl.col("ever_in_care").any().over("family"))
    return {"care_homes": _settled(spec, "homes.care", cared.with_columns(depth=DEPTHS.index("care")))}


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "homes". A family lives at one address throughout."""
    others = _with_depth(earlier).join(earlier["care_homes"], on="family", how="anti")
    homes = pl.concat([earlier["care_homes"], _settled(spec, "homes.others", others)])
    return {"homes": homes.sort("family")}


def _settled(spec: CouncilSpec, decision: str, children: pl.DataFrame) -> pl.DataFrame:
    """family, area and place of the families of these children, whose `depth` is a position in DEPTHS."""
    families = (
        children.group_by("family")
        .agg(
            pl.col("ethnicity").cast(pl.String).sort_by("person").first(),
            pl.col("depth").max(),
            pl.col("uasc").all().alias("alone"),
        )
        .sort("family")
    )
    areas = areas_of(spec)
    mix = ethnic_mix(areas)
    gradient = {
        int(row["decile"]): [float(row[depth]) for depth in DEPTHS] for row in place_table("deprivation_gradient")
    }
    steepness = np.array([gradient[decile] for decile in areas.decile.tolist()])
    # One list of areas for every (depth, ethnic group); the last row of groups serves unknown ethnicity.
    communities = np.column_stack([mix, np.ones(len(areas))])
    lists = [
        (np.arange(len(areas)), areas.share_of_children * steepness[:, depth] * communities[:, group])
        for depth in range(len(DEPTHS))
        for group in range(communities.shape[1])
    ]
    group = families["ethnicity"].replace_strict(
        {code: number for number, code in enumerate(ETHNICITIES)}, default=len(ETHNICITIES), return_dtype=pl.Int64
    )
    wanted = families["depth"].to_numpy().astype(np.int64) * communities.shape[1] + group.to_numpy()
    area = Choices(lists).draw(stream(spec.seed, spec.la_code, f"{decision}.area"), wanted)
    place = draw_places(stream(spec.seed, spec.la_code, f"{decision}.postcode"), spec.la_code, area)
    settled = ~pl.col("alone")
    return families.with_columns(area=pl.Series(area), place=pl.Series(place)).select(
        "family", pl.when(settled).then("area").alias("area"), pl.when(settled).then("place").alias("place")
    )


def _with_depth(earlier: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The children with `depth`: how far, short of care, services ever went with each (a position in DEPTHS)."""
    children, referrals = earlier["children"], earlier["referrals"]
    in_need = referrals.filter(~pl.col("path").cast(pl.String).is_in(NOT_IN_NEED))["person"].unique()
    on_a_plan = earlier["protection_plans"]["person"].unique()
    depth = (
        pl.when(pl.col("person").is_in(on_a_plan.implode()))
        .then(DEPTHS.index("protection"))
        .when(pl.col("person").is_in(in_need.implode()))
        .then(DEPTHS.index("need"))
        .otherwise(DEPTHS.index("contact"))
    )
    return children.with_columns(depth=depth)
