"""The keys of Zero to JupyterHub's chart, as a table: what may be set, of which type, and what must be there.

`chart_keys.csv` holds the table of one version of the chart, so that our values can be held to it where no chart is at
hand. With a chart from `helm pull jupyterhub/jupyterhub --untar`, make it anew:

    python -m hub.kubernetes.chart_keys --chart jupyterhub > hub/kubernetes/chart_keys.csv

What depends on another key (if, oneOf) is not in the table; the chart's own schema knows it.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from synthetic_data.errors import PlainError

TABLE = Path(__file__).with_name("chart_keys.csv")
COLUMNS = ("key", "types", "allowed", "required", "open")
"""`types` and `allowed` are divided by |; `required`: its parent must have it; `open`: it takes keys of any name."""
ANY = "*"
"""Stands for a key of any name."""


def flatten(schema: dict[str, Any], key: str = "", required: bool = True) -> Iterator[dict[str, str]]:
    """A row for each key of a JSON schema, parents first; the chart itself is the row without a name."""
    types = schema.get("type", [])
    named = {**schema.get("properties", {}), **schema.get("then", {}).get("properties", {})}
    patterns = schema.get("patternProperties", {})
    yield {
        "key": key,
        "types": "|".join([types] if isinstance(types, str) else types),
        "allowed": "|".join(json.dumps(each) for each in schema.get("enum", [])),
        "required": "yes" if required else "",
        "open": "" if schema.get("additionalProperties", True) is False else "yes",
    }
    for name, inner in named.items():
        yield from flatten(inner, f"{key}.{name}".lstrip("."), name in schema.get("required", []))
    for inner in patterns.values():
        yield from flatten(inner, f"{key}.{ANY}", required=False)


def schema_of(rows: Iterable[dict[str, str]], defaults_missing: bool = False) -> dict[str, Any]:
    """The JSON schema that a table stands for.

    A chart's own defaults give every key it requires, except below names that are the host's: so values that are not
    merged with them are asked for those alone, unless `defaults_missing` is set.
    """
    made: dict[str, dict[str, Any]] = {}
    for row in rows:
        own: dict[str, Any] = {"properties": {}, "required": []}
        if row["types"]:
            own["type"] = row["types"].split("|")
        if row["allowed"]:
            own["enum"] = [json.loads(each) for each in row["allowed"].split("|")]
        if not row["open"]:
            own["additionalProperties"] = False
        made[row["key"]] = own
        if not row["key"]:
            continue
        parent, _, name = row["key"].rpartition(".")
        if name == ANY:
            made[parent]["patternProperties"] = {".*": own}
            continue
        made[parent]["properties"][name] = own
        if row["required"] and (defaults_missing or parent.endswith(f".{ANY}")):
            made[parent]["required"].append(name)
    return made[""]


def chart_schema(table: Path = TABLE) -> dict[str, Any]:
    """The schema of the chart's keys, from the table kept here."""
    with table.open(encoding="utf-8", newline="") as stream:
        return schema_of(csv.DictReader(line for line in stream if not line.startswith("#")))


def source(table: Path = TABLE) -> str:
    """Which chart the table is of, in its own words."""
    with table.open(encoding="utf-8") as stream:
        return next(stream).lstrip("# ").strip()


def write_table(rows: Iterable[dict[str, str]], of: str, stream: Any) -> None:
    """The table, below one line saying which chart it is of."""
    stream.write(f"# {of}\n")
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


@click.command()
@click.option("--chart", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR")
def main(chart: Path) -> None:
    """Print the table of the chart in DIR."""
    from hub.kubernetes.check import read_values

    try:
        schema = json.loads((chart / "values.schema.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise PlainError(f"{chart} is not the chart: helm pull jupyterhub/jupyterhub --untar makes one.") from problem
    facts = read_values(chart / "Chart.yaml")
    write_table(flatten(schema), f"Zero to JupyterHub's chart {facts['version']}, values.schema.json", sys.stdout)


def run(arguments: Sequence[str] | None = None) -> None:
    """The program; a PlainError is one sentence and exit status 2."""
    try:
        main(arguments, standalone_mode=False)
    except (PlainError, click.ClickException) as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        sys.exit(2)


if __name__ == "__main__":
    run()
