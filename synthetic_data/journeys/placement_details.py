"""What a return asks of each placement: its code, who provides it, whether it lies in the council's area, how far.

Makes
    care_placements   placement_key, period, person, number (within period), start, end* (null: goes on at the horizon),
                      kind, placement (PLACE), provider* (PR0-PR5), inside_area,
                      miles_wanted* (null: home unknown; measured miles are in placement_addresses),
                      address (placement_key of the first row there), carer (that of the first row with the same
                      carers: those who move house have two addresses), change_reason* (why it gave way to the next)
    Placements that begin after the horizon are left out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import Shares, era_at, era_days, whole_ages, with_factors
from synthetic_data.journeys.placed_children import FOSTERED
from synthetic_data.journeys.placement_whereabouts import whereabouts
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "placement details"."""
    adoption = earlier["adoption_plans"].select("period", "ordered", "current_carer", "early_permanence")
    moves = (
        earlier["placement_moves"]
        .join(earlier["care_periods"].select("period", "person", "uasc"), on="period", maintain_order="left")
        .join(earlier["entrants"].select("person", "dob", "sibling_group"), on="person", maintain_order="left")
        .join(adoption, on="period", how="left", maintain_order="left")
        .with_columns(
            next_kind=neighbour("kind", "period", -1),
            next_carer=neighbour("carer", "period", -1),
            next_address=neighbour("address", "period", -1),
            previous_kind=neighbour("kind", "period", 1),
        )
    )
    # Adopted by the carers they were with: only if it is foster carers that they were with.
    stays = pl.col("current_carer").fill_null(False)
    moves = moves.with_columns(
        to_adopters=stays & (pl.col("next_kind") == "adoption") & pl.col("kind").is_in(FOSTERED),
        by_carers=stays & (pl.col("kind") == "adoption") & pl.col("previous_kind").is_in(FOSTERED),
    ).with_columns(
        *(
            pl.when("by_carers").then(pl.col(name).shift(1)).otherwise(name).alias(name)
            for name in ("address", "carer")
        ),
        *(
            pl.when("to_adopters").then(pl.col(name)).otherwise(f"next_{name}").alias(f"next_{name}")
            for name in ("address", "carer")
        ),
        adopters=pl.col("to_adopters") & pl.col("early_permanence").fill_null(False),
    )
    moves = moves.with_columns(
        _place(spec, calibration, moves).alias("placement"), *whereabouts(spec, calibration, moves)
    )
    moves = moves.with_columns(_change_reason(spec, calibration, moves).alias("change_reason"))
    return {
        "care_placements": moves.filter(pl.col("start") <= spec.horizon).select(
            "placement_key",
            "period",
            "person",
            pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("period").alias("number"),
            "start",
            pl.when(pl.col("end") <= spec.horizon).then("end").alias("end"),
            "kind",
            "placement",
            "provider",
            "inside_area",
            pl.when(~pl.col("uasc")).then("miles_wanted").alias("miles_wanted"),
            "address",
            "carer",
            "change_reason",
        )
    }


def _place(spec: CouncilSpec, calibration: Calibration, moves: pl.DataFrame) -> pl.Series:
    """The PLACE code of each row."""
    rng = stream(spec.seed, spec.la_code, "placement details.codes")
    size = moves.height
    kind = moves["kind"].to_numpy()
    fostered = np.isin(kind, FOSTERED)
    codes = {
        (row["kind"], bool(row["long_term"]), bool(row["adopters"])): row["code"]
        for row in calibration["placement_codes"].iter_rows(named=True)
    }
    adopters = moves["adopters"].to_numpy() & fostered
    long_term = moves["long_term"].to_numpy() & fostered & ~adopters
    place = np.array(["   "] * size, dtype="<U3")
    for (name, lasting, approved), code in codes.items():
        place[(kind == name) & (long_term == lasting) & (adopters == approved)] = code
    others = calibration.made(Shares, "other_placement_codes", "code")
    # One address keeps one code: the draw belongs to the address.
    chance = rng.random((2, size))[:, moves["address"].to_numpy()]
    place = np.where(kind == "other", np.array(others.codes)[others.at(chance[0])], place)
    place = np.where(kind == "temporary", moves["code"].fill_null("").to_numpy(), place)
    early = (kind == "supported") & ~moves["registered"].to_numpy()
    shares = calibration["semi_independent"]
    moved_in = moves.select(pl.col("start").min().over("address").cast(pl.Int32)).to_series().to_numpy()
    semi = chance[1] < shares["share"].to_numpy()[era_at(era_days(shares), moved_in)]
    place = np.where(early, np.where(semi, "H5", "P2"), place)
    by_order, by_carers = moves["ordered"].is_not_null().to_numpy(), moves["by_carers"].to_numpy()
    adopting = np.where(by_order, np.where(by_carers, "A5", "A6"), np.where(by_carers, "A3", "A4"))
    return pl.Series(np.where(kind == "adoption", adopting, place))


def _change_reason(spec: CouncilSpec, calibration: Calibration, moves: pl.DataFrame) -> pl.Series:
    """REASON_PLACE_CHANGE: why a placement gave way to the next; blank on the last of a period."""
    rng = stream(spec.seed, spec.la_code, "placement details.reasons")
    reasons = calibration.once(_change_reasons)
    fostered = moves["kind"].is_in(FOSTERED).to_numpy()
    left = np.where(fostered, reasons.level("from", "foster"), reasons.level("from", "other"))
    day = moves["end"].cast(pl.Int32).to_numpy()
    era = era_at(calibration.made(era_days, "change_reason_eras"), day)
    age = whole_ages(moves["dob"].cast(pl.Int32).to_numpy().astype(np.int64), day)
    drawn = np.array(reasons.codes)[reasons.draw(rng, era, left, age)]
    next_kind = moves["next_kind"].fill_null("").to_numpy()
    same, same_home = (
        (moves[f"next_{name}"] == moves[name]).fill_null(False).to_numpy() for name in ("carer", "address")
    )
    planned = np.isin(next_kind, ["adoption", "parents"])
    said = rng.random(moves.height) < calibration.figure("placement_figures", "custody_said")
    reason = np.where((next_kind == "custody") & said, "CUSTOD", np.where(planned, "CARPL", drawn))
    # Foster carers who move house change no status: only 6,790 of 36,560 changes were of that alone (DfE 2024).
    reason = np.where(same, np.where(fostered & ~same_home, "OTHER", "PLACE"), reason)
    # Going away for a while and coming back is no change of placement (rule 226).
    away = (next_kind == "temporary") | (moves["kind"] == "temporary").to_numpy()
    reason = np.where(away, "", reason)
    return pl.Series(np.where(next_kind == "", "", reason)).replace("", None)


def _change_reasons(calibration: Calibration) -> Shares:
    """Why placements give way to others, by the day on which they do, the kind that is left and the child's age."""
    by_age = with_factors(calibration["change_reasons"], calibration["change_reason_ages"], "age_from", ("code",))
    by_era = with_factors(by_age, calibration["change_reason_eras"], "from_day", ("code",))
    return Shares(by_era, "code", ("from_day", "from", "age_from"))
