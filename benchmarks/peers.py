"""Peers of the generator, filling given tables column for column at random: loops over Faker and mimesis.

A table is described by its columns and how many rows it has (`shape_of`), so that every peer makes the tables that ours
makes: dates where ours are dates, one of our codes where ours are codes, and as many blanks.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

SEED = 1
MOST_CODES = 60  # a text column of no more different values is one of codes
TODAY = date(2026, 3, 31)
Shape = dict[str, Any]
Column = dict[str, Any]


def shape_of(name: str, table: pl.DataFrame) -> Shape:
    """A table's name, rows, and for each column its name, kind, codes and share of blanks."""
    return {"name": name, "rows": table.height, "columns": [_column(series) for series in table]}


def _column(series: pl.Series) -> Column:
    import polars as pl

    values = series.drop_nulls().cast(pl.String).unique().sort().to_list() if not series.dtype.is_temporal() else []
    name = series.name.lower()
    if series.dtype == pl.Date:
        kind = "date"
    elif series.dtype.is_numeric():
        kind = "number"
    elif len(values) <= MOST_CODES:
        kind = "code"
    else:
        words = {"post": "postcode", "upn": "upn", "forename": "forename", "first_name": "forename"}
        words |= {"surname": "surname", "name": "company"}
        kind = next((kind for word, kind in words.items() if word in name), "id")
    blank = series.null_count() / len(series) if len(series) else 0.0
    return {"name": series.name, "kind": kind, "codes": values if kind == "code" else [], "blank": blank}


def _text(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def faker_naive(shapes: list[Shape], folder: Path) -> None:
    """As analysts write it: `Faker("en_GB")`, a call for every cell, a dict a row, pandas to write."""
    import pandas as pd
    from faker import Faker

    Faker.seed(SEED)
    fake, chance = Faker("en_GB"), random.Random(SEED)
    cell: dict[str, Callable[[Column], Any]] = {
        "date": lambda _: fake.date_between("-10y", "today").strftime("%d/%m/%Y"),
        "code": lambda column: fake.random_element(column["codes"] or [""]),
        "number": lambda _: fake.random_int(0, 1000),
        "postcode": lambda _: fake.postcode(),
        "upn": lambda _: fake.bothify("?############").upper(),
        "forename": lambda _: fake.first_name(),
        "surname": lambda _: fake.last_name(),
        "company": lambda _: fake.company(),
        "id": lambda _: fake.bothify("SYN######"),
    }
    for shape in shapes:
        rows = []
        for _ in range(shape["rows"]):
            row = {}
            for column in shape["columns"]:
                row[column["name"]] = None if chance.random() < column["blank"] else cell[column["kind"]](column)
            rows.append(row)
        pd.DataFrame(rows).to_csv(folder / f"{shape['name']}.csv", index=False)


def faker_best(shapes: list[Shape], folder: Path) -> None:
    """The fastest that Faker alone was found to be: no proxy, no weights, a column at a time, plain csv."""
    from faker import Faker

    fake = Faker("en_GB", use_weighting=False)["en_GB"]
    fake.seed_instance(SEED)
    _by_column(
        shapes,
        folder,
        {
            "date": lambda _: lambda: _text(TODAY - timedelta(days=fake.random_int(0, 3650))),
            "code": lambda codes: lambda: fake.random_element(codes),
            "number": lambda _: lambda: fake.random_int(0, 1000),
            "postcode": lambda _: fake.postcode,
            "upn": lambda _: lambda: fake.bothify("?############", letters="ABCDEFGHJKLMNPQRTUVWXYZ"),
            "forename": lambda _: fake.first_name,
            "surname": lambda _: fake.last_name,
            "company": lambda _: fake.company,
            "id": lambda _: lambda: fake.bothify("SYN######"),
        },
    )


def mimesis(shapes: list[Shape], folder: Path) -> None:
    """The same with mimesis."""
    from mimesis import Address, Code, Finance, Person
    from mimesis.locales import Locale

    person, address = Person(Locale.EN_GB, seed=SEED), Address(Locale.EN_GB, seed=SEED)
    code, finance, rng = Code(seed=SEED), Finance(Locale.EN_GB, seed=SEED), random.Random(SEED)
    _by_column(
        shapes,
        folder,
        {
            "date": lambda _: lambda: _text(TODAY - timedelta(days=rng.randint(0, 3650))),
            "code": lambda codes: lambda: rng.choice(codes),
            "number": lambda _: lambda: rng.randint(0, 1000),
            "postcode": lambda _: address.postal_code,
            "upn": lambda _: lambda: code.pin(mask="@############"),
            "forename": lambda _: person.first_name,
            "surname": lambda _: person.last_name,
            "company": lambda _: finance.company,
            "id": lambda _: lambda: code.pin(mask="SYN######"),
        },
    )


def _by_column(shapes: list[Shape], folder: Path, makers: dict[str, Callable[[list[str]], Callable[[], Any]]]) -> None:
    chance = random.Random(SEED)
    for shape in shapes:
        columns = []
        for column in shape["columns"]:
            make, blank = makers[column["kind"]](column["codes"] or [""]), column["blank"]
            columns.append(
                [None if blank and chance.random() < blank else make() for _ in range(shape["rows"])]
                if blank
                else [make() for _ in range(shape["rows"])]
            )
        with (folder / f"{shape['name']}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column["name"] for column in shape["columns"]])
            writer.writerows(zip(*columns, strict=True))
