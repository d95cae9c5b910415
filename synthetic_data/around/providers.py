"""Who looks after children in placements: the register of providers, and which of them each placement is with.

Makes
    providers            provider (row number), urn, name, kind, sector (PR1-PR5), la_code (where it stands), place,
                         inside_area, registered_places* (buildings only), registered (first day of its registration),
                         closed*
    placement_addresses  placement_key, provider* (row of providers; null: nobody to register), place (postcode of the
                         carer or building), miles* (from the family home, by postcode; null: home unknown)

Buildings (children's homes, supported accommodation, ...) stand where some of their placements would be, and each
placement goes to the building whose distance suits it best. Foster carers and adopters live at addresses of their
own and belong to an agency.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from synthetic_data.around.buildings import Stays, a_door_on, buildings
from synthetic_data.around.placement_places import places_near, random_homes
from synthetic_data.around.registered_names import agencies, urns
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import by_weight
from synthetic_data.places.councils import all_councils, council_with_code
from synthetic_data.places.postcodes import council_position
from synthetic_data.places.postcodes import miles as miles_between
from synthetic_data.streams import stream

AT = ("address", "kind", "provider")
MILES_OF_A_MOVE = 4.0  # how far carers move house, on average: assumption


@cache
def kinds() -> dict[str, dict[str, str]]:
    """provider_kinds.csv by placement kind."""
    with Path(__file__).with_name("provider_kinds.csv").open(encoding="utf-8", newline="") as file:
        return {row["placement_kind"]: row for row in csv.DictReader(file)}


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "providers"."""
    addresses = _addresses(earlier)
    rng = stream(spec.seed, spec.la_code, "providers.places")
    home_known = addresses["home"].is_not_null().to_numpy()
    homes = addresses["home"].fill_null(0).to_numpy().astype(np.int64)
    homes = np.where(home_known, homes, random_homes(rng, spec, len(homes)))
    wanted = addresses["miles_wanted"].fill_null(10.0).to_numpy()
    places = places_near(rng, spec, homes, wanted, addresses["inside_area"].to_numpy())
    with_parents = (addresses["kind"] == "parents").to_numpy()
    places = np.where(home_known & with_parents & (wanted == 0), homes, places)
    places = _house_moved(spec, addresses, places)
    places = _moved_on(places, addresses["person"].to_numpy(), addresses["start"].cast(pl.Int32).to_numpy())
    places = places[addresses["first_row"].to_numpy()]
    # A carer next door has another postcode than the family (rule 392d); only a parent's home can be the home itself.
    next_door = home_known & (places == homes) & ~with_parents
    places[next_door] = a_door_on(places[next_door])

    last = pl.col("end").cast(pl.Int64).fill_null(day_number(spec.horizon) + 1)
    person, start, end = (
        column.to_numpy() for column in addresses.select("person", pl.col("start").cast(pl.Int64), last)
    )
    stays = Stays(person, start, end, homes, wanted, places)
    provider = np.full(addresses.height, -1)
    registers: list[pl.DataFrame] = []
    for key, rows in _classes(addresses):
        kind = kinds().get(key[0])
        if kind is None:
            continue
        known = sum(register.height for register in registers)
        if kind["building"] == "1":
            chosen, register = buildings(spec, key, kind, stays.at(rows))
            places[rows] = register["place"].to_numpy()[chosen]
        else:
            chosen, register = _agencies(spec, key, kind, addresses["carer"].to_numpy()[rows])
        provider[rows] = known + chosen
        registers.append(register)
    providers, provider = _numbered(spec, registers, provider)
    far = np.where(home_known, miles_between(homes, places), np.nan)
    found = addresses.select(*AT, pl.Series("at", provider), pl.Series("place", places), pl.Series("miles", far))
    placed = (
        earlier["care_placements"].select("placement_key", *AT).join(found, on=AT, how="left", nulls_equal=True)
    ).sort("placement_key")
    return {
        "providers": providers,
        "placement_addresses": placed.select(
            "placement_key",
            pl.col("at").cast(pl.Int32).replace([-1], [None]).alias("provider"),
            pl.col("place").cast(pl.Int32),
            pl.col("miles").fill_nan(None),
        ),
    }


def _house_moved(spec: CouncilSpec, addresses: pl.DataFrame, places: np.ndarray) -> np.ndarray:
    """`places` where carers who moved house live near where they lived when the child came to them."""
    at_first, here = (addresses[name].to_numpy() for name in ("first_of_carer", "first_row"))
    moved = np.flatnonzero(here != at_first[here])
    rng = stream(spec.seed, spec.la_code, "providers.house moves")
    near = rng.exponential(MILES_OF_A_MOVE, len(moved))
    inside = addresses["inside_area"].to_numpy()[moved]
    now = places.copy()
    now[moved] = places_near(rng, spec, places[at_first[moved]], near, inside)
    return now


def _moved_on(places: np.ndarray, person: np.ndarray, start: np.ndarray) -> np.ndarray:
    """`places` where no child's next carer has the postcode of the last one: a move shows in a return (rule 435)."""
    order = np.lexsort((start, person))
    last, then = order[:-1], order[1:]
    same = then[(person[last] == person[then]) & (places[last] == places[then])]
    moved = places.copy()
    moved[same] = a_door_on(moved[same])
    return moved


def _addresses(earlier: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row an address and what it is used for (AT), with its first distance, and when it was in use so.

    Carers who foster a child and then adopt are one address and two rows; `first_row` is where the address began, and
    `first_of_carer` where life with the carers did.
    """
    families = (
        earlier["children"]
        .select("person", "family")
        .join(earlier["care_homes"].select("family", pl.col("place").alias("home")), on="family", how="left")
    )
    return (
        earlier["care_placements"]
        .sort("placement_key")
        .group_by(AT, maintain_order=True)
        .agg(
            pl.col("person", "carer", "inside_area", "miles_wanted").first(),
            pl.col("start").min(),
            pl.when(pl.col("end").is_null().any()).then(None).otherwise(pl.col("end").max()).alias("end"),
        )
        .join(families.select("person", "home"), on="person", how="left", maintain_order="left")
        .with_row_index("row")
        .with_columns(
            pl.col("row").first().over("address").alias("first_row"),
            pl.col("row").first().over("carer").alias("first_of_carer"),
        )
        .drop("row")
    )


def _classes(addresses: pl.DataFrame) -> list[tuple[tuple[str, str, bool], np.ndarray]]:
    """Rows of each (placement kind, sector, inside the area), in a fixed order."""
    numbered = addresses.with_row_index("row").filter(pl.col("provider").is_not_null())
    groups = numbered.group_by("kind", "provider", "inside_area").agg("row").sort("kind", "provider", "inside_area")
    return [((kind, sector, inside), np.array(rows)) for kind, sector, inside, rows in groups.iter_rows()]


def _agencies(
    spec: CouncilSpec, key: tuple[str, str, bool], kind: Mapping[str, str], carers: np.ndarray
) -> tuple[np.ndarray, pl.DataFrame]:
    """The agencies a council works with, and the one each of `carers` belongs to; the first are used most."""
    rng = stream(spec.seed, spec.la_code, f"providers.agencies.{kind['provider_kind']}.{key[1]}")
    register = agencies(spec, kind["provider_kind"], key[1])
    own = stream(spec.seed, spec.la_code, f"providers.carers.{'.'.join(map(str, key))}").random(len(carers))
    _, first, again = np.unique(carers, return_index=True, return_inverse=True)
    own = own[first][again]
    order = np.argsort(rng.random(register.height), kind="stable")
    return order[by_weight(1.0 / np.arange(1, register.height + 1), own)], register


def _numbered(
    spec: CouncilSpec, registers: list[pl.DataFrame], provider: np.ndarray
) -> tuple[pl.DataFrame, np.ndarray]:
    """One register in a fixed order (agencies met twice are one row), and each address's row in it."""
    if not registers:
        registers = [agencies(spec, "fostering service", "PR1")]
    columns = ["name", "kind", "sector", "inside_area", "place", "registered_places", "registered", "closed", "urn"]
    whole = pl.concat(
        [r.with_columns(pl.lit(None, pl.String).alias("urn")) if "urn" not in r.columns else r for r in registers],
        how="diagonal_relaxed",
    ).select(columns)
    whole = whole.with_columns(urns(spec, whole["urn"]))
    same = whole.with_row_index("row").group_by("urn", maintain_order=True).agg(pl.col("row").first().alias("kept"))
    kept = whole.with_row_index("row").join(same, on="urn", how="left", maintain_order="left")["kept"].to_numpy()
    rows, place_in = np.unique(kept, return_inverse=True)
    codes = pl.Series([council.la_code for council in all_councils()])
    providers = whole[rows.tolist()]
    stands = council_position(providers["place"].to_numpy())
    own = council_with_code(spec.la_code).position
    providers = providers.with_columns(
        provider=pl.int_range(pl.len(), dtype=pl.Int32),
        la_code=codes.gather(stands),
        inside_area=pl.Series(stands == own),
    ).select("provider", "urn", *columns[:3], "la_code", "place", *columns[3:4], *columns[5:8])
    return providers, np.where(provider >= 0, place_in[np.clip(provider, 0, None)], -1)
