"""What is known of providers over time: inspection grades, nights cared for, and events that had to be notified.

Makes
    inspections           provider, date, grade: from the first collection year kept, and the last one before it
    provider_months       provider, month (its first day), own_nights (of this council's children), nights (of all
                          children), notifications: buildings only, while registered
    notifications         notification, provider, date, event, child_person* (null: another council's child)
    planted_providers     provider, from_month, ratio: homes whose rate of events shifts, for lessons to find

Grades drift slowly; homes graded below good notify more. The number of events is Poisson about nights times the
home's own rate, so a small home has a month of three by chance: that is the lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.around.tables import around_figure, around_table
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import by_weight, poisson_from_uniform
from synthetic_data.streams import stream

SUPPORTED_INSPECTED_FROM = date(2024, 9, 9)
EPOCH = date(1970, 1, 1)


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "provider records"."""
    providers = earlier["providers"]
    inspections = _inspections(spec, providers)
    nights = _nights(spec, providers, earlier)
    rates = _rates(spec, providers, inspections)
    planted = _planted(spec, providers, nights, rates)
    events = _events(spec, nights, rates, planted)
    return {
        "inspections": inspections,
        "provider_months": nights.with_columns(events.alias("notifications")),
        "notifications": _notifications(spec, nights.with_columns(events.alias("events")), earlier),
        "planted_providers": planted,
    }


def _stream(spec: CouncilSpec, decision: str) -> np.random.Generator:
    return stream(spec.seed, spec.la_code, f"provider records.{decision}")


def _inspections(spec: CouncilSpec, providers: pl.DataFrame) -> pl.DataFrame:
    """Rounds of inspection, all providers at once: a date about an interval on, and a grade that often stays."""
    rng = _stream(spec, "inspections")
    kinds = around_table("inspection_grades").partition_by("provider_kind", as_dict=True, maintain_order=True)
    first, last = day_number(spec.opening), day_number(spec.horizon)
    found = []
    for (kind,), grades in kinds.items():
        rows = providers.filter(pl.col("kind") == kind)
        if not rows.height:
            continue
        interval = around_figure(f"{kind}_inspection_days")
        shares = grades["share"].to_numpy()
        stays, names = float(grades["stays"][0]), np.array(grades["grade"].to_list(), dtype=object)
        begin = rows["registered"].cast(pl.Int32).to_numpy().astype(float)
        if kind == "supported accommodation":
            begin = np.maximum(begin, day_number(SUPPORTED_INSPECTED_FROM))
        until = rows["closed"].cast(pl.Int32).fill_null(last + 1).to_numpy()
        rounds = int(np.ceil((last - first) / (0.6 * interval))) + 2
        day = np.maximum(begin + 90, first - interval * rng.random(rows.height))
        grade = np.full(rows.height, -1)
        for _ in range(rounds):
            again = by_weight(shares, rng.random(rows.height))
            grade = np.where((grade >= 0) & (rng.random(rows.height) < stays), grade, again)
            seen = (day <= last) & (day < until)
            found.append((rows["provider"].to_numpy()[seen], day[seen].astype(np.int32), names[grade[seen]]))
            day = day + interval * (0.7 + 0.6 * rng.random(rows.height))
    columns = {"provider": pl.Int32, "date": pl.Int32, "grade": pl.String}
    seen_then: dict[str, np.ndarray | list[int]] = {
        name: np.concatenate([round_[at] for round_ in found]) if found else [] for at, name in enumerate(columns)
    }
    inspections = pl.DataFrame(seen_then, schema=columns)
    return inspections.with_columns(pl.col("date").cast(pl.Date)).sort("provider", "date")


def _nights(spec: CouncilSpec, providers: pl.DataFrame, earlier: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """provider, month, own_nights, nights for every building and month it was registered, in the years kept."""
    rng = _stream(spec, "nights")
    months = pl.date_range(spec.opening, spec.horizon, "1mo", eager=True)
    firsts = months.cast(pl.Int32).to_numpy()
    lasts = np.append(firsts[1:], day_number(spec.horizon) + 1)
    buildings = providers.filter(pl.col("registered_places").is_not_null())
    stays = earlier["care_placements"].join(earlier["placement_addresses"], on="placement_key").select(
        pl.col("provider_right").alias("provider"),
        pl.col("start").cast(pl.Int32),
        pl.col("end").cast(pl.Int32).fill_null(day_number(spec.horizon) + 1),
    ).drop_nulls("provider")  # fmt: skip
    own = np.zeros((providers.height, len(firsts)), np.int64)
    at, start, end = (stays[name].to_numpy() for name in ("provider", "start", "end"))
    for month_number, (opens, closes) in enumerate(zip(firsts, lasts, strict=True)):  # all at once would take 100 MiB
        held = np.clip(np.minimum(end, closes) - np.maximum(start, opens), 0, None)
        own[:, month_number] = np.bincount(at, held, minlength=providers.height)
    own = own[buildings["provider"].to_numpy()]
    opened = buildings["registered"].cast(pl.Int32).to_numpy()[:, None]
    shut = buildings["closed"].cast(pl.Int32).fill_null(day_number(spec.horizon) + 1).to_numpy()[:, None]
    open_nights = np.clip(np.minimum(shut, lasts) - np.maximum(opened, firsts), 0, None)
    room = np.clip(buildings["registered_places"].to_numpy()[:, None] * open_nights - own, 0, None)
    share = np.clip(around_figure("other_children_share") + 0.5 * (rng.random(room.shape) - 0.5), 0, 1)
    others = np.floor(room * share).astype(np.int64)
    row, month = np.nonzero(open_nights)
    return pl.DataFrame(
        {
            "provider": buildings["provider"].gather(row),
            "month": months.gather(month),
            "own_nights": own[row, month],
            "nights": (own + others)[row, month],
        }
    ).sort("provider", "month")


def _rates(spec: CouncilSpec, providers: pl.DataFrame, inspections: pl.DataFrame) -> np.ndarray:
    """Events a night for each provider (by row number): homes differ, and weak ones notify more."""
    rng = _stream(spec, "rates")
    # A rough log-normal from three uniforms, which needs no normal draws.
    spread = (rng.random(providers.height) + rng.random(providers.height) + rng.random(providers.height) - 1.5) * 2
    rates = around_figure("notifications_per_100_nights") / 100 * np.exp(around_figure("home_spread_log_sd") * spread)
    latest = inspections.group_by("provider").agg(pl.col("grade").last())
    good = ("Outstanding", "Good", "Consistently strong service delivery")
    weak = latest.filter(~pl.col("grade").is_in(good))["provider"].to_numpy()
    rates[weak] *= around_figure("weak_home_ratio")
    return rates


def _planted(spec: CouncilSpec, providers: pl.DataFrame, nights: pl.DataFrame, rates: np.ndarray) -> pl.DataFrame:
    """One children's home with events enough, whose rate of them shifts part of the way through, for good."""
    rng = _stream(spec, "planted")
    schema = {"provider": pl.Int32, "from_month": pl.Date, "ratio": pl.Float64}
    homes = providers.filter(pl.col("kind") == "children's home").select("provider")
    used = nights.join(homes, on="provider").group_by("provider").agg(pl.len(), pl.col("nights").mean().alias("mean"))
    full = used.filter(pl.col("len") == nights["month"].n_unique())
    full = full.with_columns(pl.col("mean") * pl.Series(rates[full["provider"].to_numpy()]))
    full = full.sort("mean", "provider", descending=True)
    wanted = int(around_figure("planted_homes"))
    if not full.height:
        return pl.DataFrame(schema=schema)
    # Among the fifth with the most events to expect, so that the shift can be found: a busy home that hardly ever
    # notifies would hide a rate four times as high, and the smallest homes stay quiet.
    among = full.head(max(1, full.height // 5))
    chosen = among[np.sort((rng.random(wanted) * among.height).astype(int)).tolist()]["provider"].unique().sort()
    months = nights["month"].unique().sort()
    at = months.gather((len(months) * (0.45 + 0.3 * rng.random(len(chosen)))).astype(int))
    low, high = around_figure("planted_ratio_low"), around_figure("planted_ratio_high")
    ratio = np.round(low + (high - low) * rng.random(len(chosen)), 2)
    return pl.DataFrame({"provider": chosen, "from_month": at, "ratio": ratio}, schema=schema)


def _events(spec: CouncilSpec, nights: pl.DataFrame, rates: np.ndarray, planted: pl.DataFrame) -> pl.Series:
    """Whole numbers of notified events, month by month."""
    shifted = nights.join(planted, on="provider", how="left", maintain_order="left").select(
        pl.when(pl.col("month") >= pl.col("from_month")).then("ratio").otherwise(1.0).fill_null(1.0)
    )
    mean = nights["nights"].to_numpy() * rates[nights["provider"].to_numpy()] * shifted.to_series().to_numpy()
    return pl.Series("notifications", poisson_from_uniform(_stream(spec, "events"), mean))


def _notifications(spec: CouncilSpec, months: pl.DataFrame, earlier: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row an event: its day, kind and, when it is about one of our children in the home that day, who."""
    rng = _stream(spec, "notifications")
    rows = months.select(pl.exclude("notifications")).filter(pl.col("events") > 0)
    rows = rows.select(pl.all().repeat_by("events").explode()) if rows.height else rows
    kinds = around_table("notification_kinds")
    drawn = by_weight(kinds["share"].to_numpy(), rng.random(rows.height))
    span = rows["month"].dt.month_end().dt.day().to_numpy()
    offset = (rng.random(rows.height) * span).astype(np.int64)
    ours = rng.random(rows.height) < (rows["own_nights"] / rows["nights"].clip(1)).to_numpy()
    events = rows.select(
        "provider",
        pl.Series("date", rows["month"].cast(pl.Int32).to_numpy() + offset).cast(pl.Int32).cast(pl.Date),
        kinds["event"].gather(drawn).alias("event"),
    ).with_row_index("event_row")
    there = earlier["care_placements"].join(earlier["placement_addresses"], on="placement_key").select(
        pl.col("provider_right").alias("provider"), "person", "start", pl.col("end").fill_null(date(9999, 1, 1))
    ).drop_nulls("provider")  # fmt: skip
    present = (
        events.filter(pl.Series(ours))
        .join(there, on="provider")
        .filter(pl.col("date").is_between("start", "end", closed="left"))
        .sort("event_row", "person")
        .group_by("event_row", maintain_order=True)
        .agg(pl.col("person"))
    )
    which = (rng.random(present.height) * present["person"].list.len().to_numpy()).astype(np.int64)
    named = present.with_columns(pl.Series("which", which)).select(
        "event_row", pl.col("person").list.get(pl.col("which")).alias("child_person")
    )
    return (
        events.join(named, on="event_row", how="left")
        .sort("date", "provider", "event_row")
        .select(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias("notification"),
            "provider",
            "date",
            "event",
            "child_person",
        )
    )
