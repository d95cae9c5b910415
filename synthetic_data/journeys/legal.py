"""Legal status through a period of care: how it began, what the court did, and the order that leads to the plan.

Makes
    legal_spells  period, legal_status, start, end (of the spell; the last one ends with the period's planned end)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days
from synthetic_data.draws import Durations, Shares, era_at, era_days, shared, whole_ages, with_factors
from synthetic_data.journeys.periods import BY_A_COURT, TOGETHER
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour

MOST_STEPS = 5
LEAST_PROCEEDINGS = 28  # days of a period of care that must be left for proceedings to begin in it
CARE_ORDERS = ("C1", "C2")
LAPSES = {"L1": 3, "L2": 15}  # most days of police protection, and of an emergency protection order once extended
EMERGENCY = ("L1", "L2", "L3")  # police protection, an emergency protection order, a child assessment order
NEVER = 2**40
BRIEF = 270  # days: a period that ends so soon took another way through the courts, and may be a remand all through


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "legal status"."""
    periods = (
        earlier["care_periods"]
        .join(earlier["care_plans"], on="period", maintain_order="left")
        .join(earlier["entrants"].select("person", "dob", "sibling_group"), on="person", maintain_order="left")
    )
    steps = _relinquished(spec, calibration, _steps(spec, calibration, periods), earlier["adoption_plans"])
    orders = _placement_orders(earlier["adoption_plans"], periods)
    # A placement order stands over whatever the court's other orders would have been between its day and its end.
    # Once a child is with the adopters the court makes no other order until the adoption (rule 217).
    adopted = earlier["adoption_plans"].filter(pl.col("broke_down").is_null())
    placed = adopted.select("period", pl.col("placed").cast(pl.Int32).cast(pl.Int64))
    covered = steps.join(orders, on="period", how="left").join(placed, on="period", how="left")
    covered = covered.filter(pl.col("placed").is_null() | (pl.col("start") < pl.col("placed")))
    base = covered.filter(
        pl.col("order_from").is_null()
        | (pl.col("start") < pl.col("order_from"))
        | (pl.col("start") > pl.col("order_until"))
    ).select("period", "legal_status", "start")
    granted = orders.select("period", pl.lit("E1").alias("legal_status"), pl.col("order_from").alias("start"))
    lapsed = orders.filter(pl.col("lapses")).select(
        "period", pl.lit("C2").alias("legal_status"), pl.col("order_until").alias("start")
    )
    ends = periods.select("period", pl.col("planned_end").cast(pl.Int32).alias("period_end"))
    spells = (
        pl.concat([base, granted, lapsed])
        .sort("period", "start")
        .filter(pl.col("legal_status") != neighbour("legal_status", "period", 1).fill_null(""))
        .join(ends, on="period", maintain_order="left")
        .with_columns(end=neighbour("start", "period", -1).fill_null(pl.col("period_end")))
    )
    return {
        "legal_spells": spells.select(
            pl.col("period").cast(pl.Int32), "legal_status", pl.col("start").cast(pl.Date), pl.col("end").cast(pl.Date)
        )
    }


def _at_entry(calibration: Calibration) -> Shares:
    """The first legal status, by the day care began, plan, group and age."""
    by_plan = with_factors(calibration["legal_status_at_entry"], calibration["legal_plans"], "plan", ("legal_status",))
    by_era = with_factors(by_plan, calibration["legal_eras"], "from_day", ("plan", "legal_status"))
    return Shares(by_era, "legal_status", ("from_day", "plan", "group", "age_from"))


def _steps(spec: CouncilSpec, calibration: Calibration, periods: pl.DataFrame) -> pl.DataFrame:
    """period, legal_status, start (day number) of every status but placement orders, round by round."""
    entry = calibration.once(_at_entry)
    table = calibration["legal_steps"]
    following = calibration.made(Shares, "legal_steps", "next", ("legal_status", "plan", "age_from"))
    lengths = calibration.made(Durations, "legal_days")
    length_of = dict(table.filter(pl.col("next") != "none").select("legal_status", "duration").unique().rows())

    period = periods["period"].to_numpy()
    start = periods["start"].cast(pl.Int32).to_numpy().astype(np.int64)
    end = periods["planned_end"].cast(pl.Int32).to_numpy().astype(np.int64)
    age = whole_ages(periods["dob"].cast(pl.Int32).to_numpy(), start)
    rng = stream(spec.seed, spec.la_code, "legal.entry")
    plan = periods["plan"].to_numpy()
    group = np.where(
        periods["uasc"].to_numpy(), entry.level("group", "unaccompanied"), entry.level("group", "resident")
    )
    brief = end - start <= BRIEF
    leaving_as = _plan_levels(entry, calibration["legal_plans"]["plan"], plan, brief)
    # Brothers and sisters who came in together mostly came in the same way.
    together = periods.select(TOGETHER).to_series().to_numpy()
    era = era_at(calibration.made(era_days, "legal_eras"), start)
    chance = shared(rng.random(len(period)), together)
    status = np.array(entry.codes)[entry.at(chance, era, leaving_as, group, age)]
    chance_safe = shared(rng.random(len(period)), together)
    for days, code, share in calibration["entry_of_short_periods"].select("days_up_to", "legal_status", "share").rows():
        # The police or a court kept these children safe for a few days, and they went home.
        status = np.where((end - start <= days) & (chance_safe < share), code, status)
        chance_safe = np.where(end - start <= days, 1.0, chance_safe)
    agreed = _by_agreement(spec, calibration, periods)
    status = np.where(agreed, "V2", status)
    respite = periods["short_breaks"].to_numpy()
    agreement = respite & ((end - start) > 17)  # a single stay (V3) lasts at most 17 days: rule 365
    status = np.where(respite, np.where(agreement, "V4", "V3"), status)
    made = [pl.DataFrame({"period": period, "legal_status": status, "start": start})]
    # Whatever is planned for them, nobody takes unaccompanied children's parents to court.
    going = np.where(periods["uasc"].to_numpy(), "unaccompanied", plan)
    plan_level = _plan_levels(following, table["plan"], going, brief)
    live = np.flatnonzero(~respite & ~agreed)
    for step in range(1, MOST_STEPS + 1):
        rng = stream(spec.seed, spec.la_code, f"legal.step {step}")
        chance = rng.random((2, len(period)))
        levels = np.array([following.level("legal_status", code) for code in status[live]])
        nxt = np.array(following.codes)[following.at(chance[0, live], levels, plan_level[live], age[live])]
        # A court that has just been asked does not let go within weeks: until they leave, parents agree.
        soon_home = np.isin(status[live], EMERGENCY) & (end[live] - start[live] < LEAST_PROCEEDINGS)
        nxt = np.where(soon_home & (nxt == "C1"), "V2", nxt)
        length = np.zeros(len(live), np.int64)
        for code in np.unique(status[live]):
            here = status[live] == code
            if code in length_of:
                length[here] = lengths.at(length_of[code], chance[1, live][here])
        day = _when_a_court_sits(start[live] + length, start[live], status[live], nxt)
        # Nobody goes to court about a child who is about to leave.
        last = np.where(status[live] == "V2", end[live] - LEAST_PROCEEDINGS, end[live])
        moves = (nxt != "none") & (day < last)
        live = live[moves]
        status, start = status.copy(), start.copy()
        status[live], start[live] = nxt[moves], day[moves]
        made.append(pl.DataFrame({"period": period[live], "legal_status": status[live], "start": start[live]}))
        if not len(live):
            break
    return pl.concat(made)


def _by_agreement(spec: CouncilSpec, calibration: Calibration, periods: pl.DataFrame) -> np.ndarray:
    """Who is in care because of a disability, and by agreement with parents all through: nobody asks a court."""
    chance = stream(spec.seed, spec.la_code, "legal.agreement").random(periods.height)
    disabled = (periods["need"] == "N2").to_numpy() & ~periods["plan"].is_in(BY_A_COURT).to_numpy()
    disabled &= ~periods["short_breaks"].to_numpy()
    return np.asarray(disabled & (chance < calibration.figure("circumstances", "disabled_by_agreement")))


def _when_a_court_sits(day: np.ndarray, since: np.ndarray, status: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The next working day where the step is a care order, unless what protects the child would lapse before then."""
    sitting = add_working_days(day, 0)
    lasts = np.select([status == code for code in LAPSES], list(LAPSES.values()), NEVER)
    return np.where(np.isin(order, CARE_ORDERS) & (sitting - since <= lasts), sitting, day)


def _relinquished(
    spec: CouncilSpec, calibration: Calibration, steps: pl.DataFrame, plans: pl.DataFrame
) -> pl.DataFrame:
    """The same, but for some children adopted without a placement order: their parents agreed to care and to adoption,
    and no court made an order until then.
    """
    agreed = plans.filter(pl.col("adopted").is_not_null() & pl.col("ordered").is_null()).select("period")
    chance = stream(spec.seed, spec.la_code, "legal.relinquished").random(agreed.height)
    agreed = agreed.filter(pl.Series(chance < calibration.figure("adoption", "relinquished_share"), dtype=pl.Boolean))
    first = steps.join(agreed, on="period", how="semi").group_by("period", maintain_order=True).first()
    return pl.concat(
        [
            steps.join(agreed, on="period", how="anti"),
            first.select("period", pl.lit("V2").alias("legal_status"), "start"),
        ]
    )


def _plan_levels(shares: Shares, named: pl.Series, plan: np.ndarray, brief: np.ndarray) -> np.ndarray:
    """The level of each plan in `shares`: that of "brief <plan>", where its table names one, if the period is brief.

    A child whom a court is deciding about seldom leaves before it has decided, so that those who leave within months
    were mostly accommodated by agreement, and those who leave after years were mostly under an order.
    """
    levels = np.zeros(len(plan), np.int64)
    for name in sorted(named.unique().to_list(), key=lambda name: name.startswith("brief ")):
        whose = (plan == name.removeprefix("brief ")) & brief if name.startswith("brief ") else plan == name
        levels[whose] = shares.level("plan", name)
    return levels


def _placement_orders(plans: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """period, order_from, order_until, lapses: when a placement order stands, and whether a care order follows it."""
    return (
        plans.filter(pl.col("ordered").is_not_null())
        .join(periods.select("period", "planned_end"), on="period", maintain_order="left")
        .select(
            "period",
            pl.col("ordered").cast(pl.Int32).cast(pl.Int64).alias("order_from"),
            pl.coalesce("reversed", "planned_end").cast(pl.Int32).cast(pl.Int64).alias("order_until"),
            pl.col("reversed").is_not_null().alias("lapses"),
        )
    )
