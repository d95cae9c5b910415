"""Where families live: a postcode for each, likelier in deprived areas and where their community lives.

Makes `homes`: family, area (number of the small area), place (postcode, see `postcodes`); both null for unaccompanied
children, who have no family home here.
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


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "homes". A family lives at one address throughout."""
    families = (
        earlier["children"]
        .group_by("family")
        .agg(
            pl.col("ethnicity").cast(pl.String).sort_by("person").first(),
            pl.col("ever_in_care").any().alias("in_care"),
            pl.col("uasc").all().alias("alone"),
        )
        .sort("family")
    )
    areas = areas_of(spec)
    mix = ethnic_mix(areas)
    gradient = {
        int(row["decile"]): (float(row["contact"]), float(row["care"])) for row in place_table("deprivation_gradient")
    }
    steepness = np.array([gradient[decile] for decile in areas.decile.tolist()])
    # One list of areas for every (in care or not, ethnic group); the last row of groups serves unknown ethnicity.
    communities = np.column_stack([mix, np.ones(len(areas))])
    lists = [
        (np.arange(len(areas)), areas.share_of_children * steepness[:, care] * communities[:, group])
        for care in (0, 1)
        for group in range(communities.shape[1])
    ]
    group = families["ethnicity"].replace_strict(
        {code: number for number, code in enumerate(ETHNICITIES)}, default=len(ETHNICITIES), return_dtype=pl.Int64
    )
    wanted = families["in_care"].to_numpy().astype(np.int64) * communities.shape[1] + group.to_numpy()
    area = Choices(lists).draw(stream(spec.seed, spec.la_code, "homes.area"), wanted)
    place = draw_places(stream(spec.seed, spec.la_code, "homes.postcode"), spec.la_code, area)
    settled = ~pl.col("alone")
    homes = families.with_columns(area=pl.Series(area), place=pl.Series(place)).select(
        "family", pl.when(settled).then("area").alias("area"), pl.when(settled).then("place").alias("place")
    )
    return {"homes": homes}
