"""Hold a run against the published figures, category by category, and say which lie further off than chance allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.errors import PlainError
from synthetic_data.scorecard.published import Table, tables
from synthetic_data.scorecard.returns import connect, councils_in, population, years_in

if TYPE_CHECKING:
    import pandas as pd

    from synthetic_data.council import CouncilSpec

TOLERATED = 0.005
"""Half a percentage point: the difference in a share that is let pass whatever the sample's size."""
TOLERATED_RATE = 0.01
"""One per cent: the same for a rate."""
STANDARD_ERRORS = 3.0
FAMILIES = 1.1
"""Design effect: brothers and sisters come together, so a thousand children tell a little less than a thousand. Over
all figures of care the variance within two sets of three Englands was 1.06 and 1.23 times that of children drawn one by
one."""
TOLERATED_MEAN = 0.05
"""Five per cent: the same for a mean. Those published are rounded to months or days, and few children make some."""
TOLERATED_SPREAD = 0.1
"""A tenth: the same for how councils differ. Of 153 councils drawn with the published spread, a tenth percentile lies
5 per cent from the published one by chance alone."""
ALL = 153
"""From so many councils on they are all England: chance excuses nothing, and the limits are the strict ones."""
MOST_DISTANCE = 0.01
"""Total variation distance from the published shares up to which a table of all England counts as matched."""
ENOUGH = 0.99
"""The share of categories that must lie within their limits."""
COLUMNS = (
    "table", "title", "group", "kind", "year", "category", "published", "synthetic", "count", "difference", "limit",
    "within", "chance", "explained", "source",
)  # fmt: skip


def scorecard(folder: Path) -> pd.DataFrame:
    """Every comparison a folder of returns allows (COLUMNS), a row for each category.

    Shares are from 0 to 1, percentages 0 to 100, rates per 10,000 children. `limit` is the largest difference let pass:
    half a percentage point and the publication's rounding, or (for fewer councils than all) three standard errors for a
    sample of this size. `chance` is three standard errors of so many children alone, without the difference between
    councils (none for a figure that is itself about councils), and `explained` is true of a figure that lies within
    its limit or is no further off than chance could leave it.
    Raises PlainError when the folder lacks the returns or all the years that are needed.
    """
    import pandas as pd

    councils = councils_in(folder)
    years = years_in(councils)
    wanted = [table for table in tables() if table.year in years and not table.lives]
    if len(councils) < ALL:
        wanted = [table for table in wanted if table.kind != "spread"]
    if not wanted:
        needed = ", ".join(sorted({table.year for table in tables()}))
        raise PlainError(f"{folder} has none of the years that figures are published for ({needed}): add more --years.")
    rows: list[dict[str, object]] = []
    for year in sorted({table.year for table in wanted}):
        with connect(councils, year) as db:
            for table in wanted:
                if table.year == year:
                    found = {row[0]: row[1:] for row in db.execute(table.sql).fetchall() if row[0] is not None}
                    rows += card_rows(table, found, population(councils, year), len(councils))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def simulated_scorecard(specs: Sequence[CouncilSpec], executor: Executor | None = None) -> pd.DataFrame:
    """The scorecard of these councils straight from their journeys, without files: the same counts, sooner."""
    import pandas as pd

    from synthetic_data.scorecard.simulated import count

    counted, children = count(specs, executor=executor)
    rows = [
        row
        for table in sorted(tables(), key=lambda table: table.year)
        if table.kind != "spread" or len(specs) >= ALL
        for row in card_rows(table, counted[table.id], children[table.year], len(specs))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def card_rows(table: Table, found: dict[str, tuple[int, ...]], children: int, councils: int) -> list[dict[str, object]]:
    """A row (COLUMNS) for each category of a comparison, from what its query `found` by category."""
    whole = sum(found.get(category, (0,))[0] or 0 for category in table.expected)
    rows = []
    for category, published in table.expected.items():
        counted = found.get(category, (0, 0))
        ours = value_of(table, counted, whole, children)
        if councils >= ALL:
            limit = strict_limit(table, published, counted[0])
        else:
            limit = excused_limit(table, published, counted, whole, _between(table, councils))
        chance = math.nan if table.kind == "spread" else chance_of(table, published, counted, whole)
        off = abs(ours - published)
        rows.append(
            {
                "table": table.id,
                "title": table.title,
                "group": table.group,
                "kind": table.kind,
                "year": table.year,
                "category": category,
                "published": published,
                "synthetic": ours,
                "count": _size(table, counted, councils),
                "difference": ours - published,
                "limit": limit,
                "within": off <= limit,
                "chance": chance,
                "explained": off <= limit or off <= chance,
                "source": table.source,
            }
        )
    return rows


def _size(table: Table, counted: tuple[int, ...], councils: int) -> int:
    """How many children, episodes or councils a figure rests on."""
    return councils if table.kind == "spread" else int(counted[1] if table.kind == "mean" else counted[0])


def value_of(table: Table, counted: tuple[int, ...], whole: int, children: int) -> float:
    """A count as the figure that is published: of `whole`, of its own whole, per 10,000 `children`, or as it is."""
    if table.kind == "shares":
        return counted[0] / max(whole, 1)
    if table.kind == "percent":
        return 100 * counted[0] / max(counted[1], 1)
    if table.kind == "mean":
        return (counted[0] or 0) / max(counted[1], 1)  # the sum of no scores is nothing at all
    if table.kind == "spread":
        return float(counted[0])
    return 10_000 * counted[0] / children


def _between(table: Table, councils: int) -> float:
    """Variance that comes of there being few councils, each unlike England."""
    return table.spread**2 / councils


def strict_limit(table: Table, published: float, count: int) -> float:
    """The gate for all England, where chance excuses nothing but a rare flow: half a percentage point and half the
    published unit for shares and percentages, one per cent (or 3 / sqrt(count)) and half the published unit for
    rates; see TOLERATED_MEAN and TOLERATED_SPREAD for the others.
    """
    if table.kind in ("mean", "spread"):
        return published * (TOLERATED_MEAN if table.kind == "mean" else TOLERATED_SPREAD) + table.rounding
    if table.kind == "rate":
        return published * max(TOLERATED_RATE, STANDARD_ERRORS / math.sqrt(max(count, 1))) + table.rounding
    scale = 100 if table.kind == "percent" else 1
    return scale * TOLERATED + table.rounding


def excused_limit(table: Table, published: float, counted: tuple[int, ...], whole: int, between: float) -> float:
    """The gate for a few councils: what is let pass anyway, or three standard errors for a sample of this size."""
    chance = chance_of(table, published, counted, whole, between)
    if table.kind == "mean":
        return max(TOLERATED_MEAN * published, chance) + table.rounding
    if table.kind in ("shares", "percent"):
        scale = 100 if table.kind == "percent" else 1
        return max(scale * TOLERATED + table.rounding, chance)
    return max(TOLERATED_RATE * published, chance) + table.rounding


def chance_of(table: Table, published: float, counted: tuple[int, ...], whole: int, between: float = 0.0) -> float:
    """Three standard errors of a figure that rests on so many children, in the figure's own unit.

    between: the variance of the logarithm that comes of there being few councils. Times and scores are taken to spread
    as widely as their mean.
    """
    if table.kind in ("shares", "percent"):
        scale = 100 if table.kind == "percent" else 1
        share, size = published / scale, whole if table.kind == "shares" else counted[1]
        spread = share * (1 - share)
        return STANDARD_ERRORS * scale * math.sqrt(FAMILIES * spread / max(size, 1) + between * spread**2)
    size = counted[1] if table.kind == "mean" else counted[0]
    return STANDARD_ERRORS * published * math.sqrt(FAMILIES / max(size or 0, 1) + between)


def expected_within(card: pd.DataFrame) -> float:
    """How many figures of `card` would lie within their limits if each were off by chance alone.

    Figures about councils count as they are found.
    """
    known = card[card["chance"] > 0]
    ratio = known["limit"] / (known["chance"] / STANDARD_ERRORS) / math.sqrt(2)
    return float(sum(map(math.erf, ratio)) + card.loc[~(card["chance"] > 0), "within"].sum())


def summary(card: pd.DataFrame) -> pd.DataFrame:
    """A row a table: categories, how many lie within, largest difference, and for shares the total variation
    distance.
    """
    grouped = card.assign(size=card["difference"].abs()).groupby(
        ["table", "title", "group", "kind", "year"], sort=False
    )
    result = grouped.agg(categories=("within", "size"), within=("within", "sum"), largest=("size", "max")).reset_index()
    half = grouped["size"].sum().reset_index(drop=True) / 2
    result["distance"] = half.where(result["kind"] == "shares")
    return result


def matched(card: pd.DataFrame) -> tuple[int, int]:
    """How many tables of shares lie within MOST_DISTANCE of the published ones, and how many there are."""
    distance = summary(card)["distance"].dropna()
    return int((distance <= MOST_DISTANCE).sum()), len(distance)


def passes(card: pd.DataFrame) -> bool:
    """Whether enough figures lie within their limits, or off by no more than chance could leave them."""
    return bool(card["explained"].mean() >= ENOUGH)
