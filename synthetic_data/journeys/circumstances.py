"""What else is true of some children in care: young mothers, previous permanence, deprivation of liberty, adopters.

Makes
    mothers               person, child_dob (first child, born while the mother was in care)
    previous_permanence   period, code (PREV_PERM), since* (day of the order), from_here (it followed care by this
    council) liberty_orders        person, period, start, end* (null: stands at the horizon)
    adopters              period, number, sex (SEX_ADOPTR), status (LS_ADOPTR)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import DAYS_IN_YEAR, Shares, birthdays
from synthetic_data.streams import stream

PERMANENCE_OF = {"E11": "P1", "E12": "P1", "E45": "P2", "E46": "P2", "E47": "P2", "E48": "P2", "E41": "P3"}
ORDER_KINDS = {"home": "liberty_share_home", "other": "liberty_share_other"}
SHORTEST, LONGEST = 14, 90  # days of one order; it is renewed while the child stays


def mothers(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "mothers": some girls of 15 to 17 in care have a first child."""
    rng = stream(spec.seed, spec.la_code, "mothers")
    girls = (
        earlier["care_periods"]
        .filter(~pl.col("short_breaks"))
        .join(earlier["entrants"].select("person", "dob", "sex"), on="person", maintain_order="left")
        .filter(pl.col("sex") == "F")
    )
    chance = rng.random((2, girls.height))
    born = _days(girls["dob"])
    day = birthdays(born, 15).astype(np.int64) + np.floor(np.sqrt(chance[1]) * 3 * DAYS_IN_YEAR * 0.99).astype(np.int64)
    end = girls["end"].cast(pl.Int32).fill_null(day_number(spec.horizon) + 1).to_numpy().astype(np.int64)
    gives_birth = (chance[0] < calibration.figure("circumstances", "mother_share")) & (day > _days(girls["start"]))
    gives_birth &= day < end
    found = pl.DataFrame(
        {
            "person": girls["person"].to_numpy()[gives_birth],
            "child_dob": pl.Series(day[gives_birth].astype(np.int32)).cast(pl.Date),
        }
    )
    return {"mothers": found.unique("person", keep="first", maintain_order=True)}


def previous_permanence(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "previous permanence": known from the council's own care, or told by others."""
    rng = stream(spec.seed, spec.la_code, "previous permanence")
    periods = (
        earlier["care_periods"]
        .join(earlier["care_endings"], on="period", maintain_order="left")
        .join(earlier["entrants"].select("person", "dob"), on="person", maintain_order="left")
        .with_columns(
            before=pl.col("reason_end").shift(1).over("person").replace_strict(PERMANENCE_OF, default=None),
            ended_before=pl.col("end").shift(1).over("person"),
        )
        .with_columns(
            before=pl.col("before").forward_fill().over("person"),
            ended_before=pl.when(pl.col("before").is_not_null()).then("ended_before").forward_fill().over("person"),
        )
    )
    table = calibration.made(Shares, "previous_permanence", "code", ("group",))
    group = np.where(
        periods["short_breaks"].to_numpy(),
        table.level("group", "respite"),
        np.where(periods["uasc"].to_numpy(), table.level("group", "unaccompanied"), table.level("group", "resident")),
    )
    # A child has one history: what is unknown or settled elsewhere before the first period stays so.
    own = rng.random((2, earlier["entrants"].height))[:, periods["person"].to_numpy()]
    drawn = np.array(table.codes)[table.at(own[0], group)]
    start, born = _days(periods["start"]), _days(periods["dob"])
    first_start = periods.select(pl.col("start").first().over("person").cast(pl.Int32)).to_series().to_numpy()
    since = born + np.floor((first_start - born) * (0.2 + 0.6 * own[1])).astype(np.int64)
    young = start - born < 400
    drawn = np.where(young & np.isin(drawn, ["P1", "P2", "P3"]), "Z1", drawn)
    from_here = periods["before"].is_not_null()
    told = np.isin(drawn, ["P1", "P2", "P3"])
    elsewhere = pl.Series(np.where(told, since, 0).astype(np.int32)).replace(0, None).cast(pl.Date)
    return {
        "previous_permanence": periods.select(
            "period",
            pl.coalesce("before", pl.Series(drawn)).alias("code"),
            pl.when(from_here).then("ended_before").otherwise(elsewhere).alias("since"),
            from_here.alias("from_here"),
        )
    }


def liberty_orders(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "liberty orders": court orders that deprive a child of liberty, within one placement."""
    rng = stream(spec.seed, spec.la_code, "liberty orders")
    last = day_number(spec.horizon)
    stays = (
        earlier["care_placements"]
        .join(earlier["entrants"].select("person", "dob"), on="person", maintain_order="left")
        .join(earlier["care_periods"].select("period", "short_breaks"), on="period", maintain_order="left")
        .filter(
            ~pl.col("short_breaks")
            & (pl.col("placement").is_in(["Z12", "Z13"]) | (pl.col("kind") == "home"))
            & (pl.col("start") >= pl.col("dob").dt.offset_by("10y"))
        )
    )
    chance = rng.random((3, stays.height))
    shares = {kind: calibration.figure("circumstances", name) for kind, name in ORDER_KINDS.items()}
    share = np.array([shares[kind] for kind in stays["kind"]])
    start = _days(stays["start"])
    end = stays["end"].cast(pl.Int32).fill_null(last + LONGEST).to_numpy().astype(np.int64)
    begins = start + 1 + np.floor(chance[1] * 10).astype(np.int64)  # the court sits after the move
    length = SHORTEST + np.floor(chance[2] * (LONGEST - SHORTEST)).astype(np.int64)
    stops = np.minimum(begins + length, end - 1)
    made = (chance[0] < share) & (begins < stops) & (begins <= last)
    orders = pl.DataFrame(
        {
            "person": stays["person"].to_numpy()[made],
            "period": stays["period"].to_numpy()[made],
            "start": pl.Series(begins[made].astype(np.int32)).cast(pl.Date),
            "end": pl.Series(np.where(stops <= last, stops, -1)[made].astype(np.int32)).replace(-1, None).cast(pl.Date),
        }
    )
    return {"liberty_orders": orders.sort("person", "start")}


def adopters(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "adopters": who adopts each child placed; brothers and sisters go to the same people."""
    placed = (
        earlier["adoption_plans"]
        .filter(pl.col("placed").is_not_null())
        .join(earlier["care_periods"].select("period", "person"), on="period", maintain_order="left")
        .join(earlier["entrants"].select("person", "sibling_group"), on="person", maintain_order="left")
    )
    table = calibration["adopters"].with_row_index("row")
    shares = Shares(table, "row")
    group = placed["sibling_group"].to_numpy()
    chance = stream(spec.seed, spec.la_code, "adopters").random(int(group.max(initial=-1)) + 1)
    chosen = shares.at(chance[group])
    return {
        "adopters": pl.DataFrame(
            {
                "period": placed["period"],
                "number": table["number"].gather(chosen),
                "sex": table["sex"].gather(chosen),
                "status": table["status"].gather(chosen),
            }
        )
    }


def _days(dates: pl.Series) -> np.ndarray:
    return dates.cast(pl.Int32).to_numpy().astype(np.int64)
