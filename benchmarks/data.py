"""Rows per processor second: Faker and mimesis, our generator with all its logic, and the bare writing of its tables.

The peers do the plain work: children (id, names, birth date, sex, UPN, postcode) and five episodes of care each (dates,
codes, a postcode), drawn at random, to CSV. Ours simulates whole lives and writes the return; once as the SSDA903 of
three years, once every view of them. The bare writers get our SSDA903 tables in memory and only write them.
Each runs in a process of its own, imports included; rows are data rows of CSV files.

    python benchmarks/data.py [--children 5000] [--write]

`--write` puts the figures into benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

HEADING = "## Data: Faker, mimesis, our generator, and writing alone"
EPISODES, SEED, YEARS = 5, 1, 3
SIZE = "medium"
CHILD = ("id", "first_name", "surname", "born", "sex", "upn", "postcode")
EPISODE = ("id", "child", "start", "end", "legal_status", "placement", "provider", "postcode")
LEGAL, PLACES, PROVIDERS = ("C1", "C2", "V2", "E1"), ("U1", "U4", "K2", "P1", "K3"), ("PR1", "PR2", "PR4")
ONE_THREAD = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS"), "1")
Row = tuple[str, ...]
Rows = Callable[[int], Iterator[tuple[Row, list[Row]]]]
Figures = dict[str, Any]


def _text(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def faker_naive(children: int) -> Iterator[tuple[Row, list[Row]]]:
    """As most people write it: `Faker("en_GB")`, one call a cell."""
    from faker import Faker

    Faker.seed(SEED)
    return _with_faker(Faker("en_GB"), children)


def faker_best(children: int) -> Iterator[tuple[Row, list[Row]]]:
    """The fastest Faker alone can be: no proxy in front, no weights."""
    from faker import Faker

    fake = Faker("en_GB", use_weighting=False)["en_GB"]
    fake.seed_instance(SEED)
    return _with_faker(fake, children)


def _with_faker(fake: Any, children: int) -> Iterator[tuple[Row, list[Row]]]:
    for number in range(children):
        born = fake.date_of_birth(minimum_age=0, maximum_age=17)
        child = (
            f"SYN{number:06d}",
            fake.first_name(),
            fake.last_name(),
            _text(born),
            fake.random_element(("M", "F")),
            fake.bothify("?############").upper(),
            fake.postcode(),
        )
        episodes, start = [], born
        for order in range(EPISODES):
            start = start + timedelta(days=fake.random_int(1, 400))
            end = start + timedelta(days=fake.random_int(1, 400))
            codes = (fake.random_element(LEGAL), fake.random_element(PLACES), fake.random_element(PROVIDERS))
            episodes.append((f"{number}-{order}", child[0], _text(start), _text(end), *codes, fake.postcode()))
            start = end
        yield child, episodes


def mimesis(children: int) -> Iterator[tuple[Row, list[Row]]]:
    """The same with mimesis, one call a cell."""
    from mimesis import Address, Code, Person
    from mimesis.locales import Locale

    person, address = Person(Locale.EN_GB, seed=SEED), Address(Locale.EN_GB, seed=SEED)
    code, rng = Code(seed=SEED), random.Random(SEED)
    for number in range(children):
        born = person.birthdate(min_year=2008, max_year=2025)
        child = (
            f"SYN{number:06d}",
            person.first_name(),
            person.last_name(),
            _text(born),
            rng.choice(("M", "F")),
            code.pin(mask="@############"),
            address.postal_code(),
        )
        episodes, start = [], born
        for order in range(EPISODES):
            start = start + timedelta(days=rng.randint(1, 400))
            end = start + timedelta(days=rng.randint(1, 400))
            codes = (rng.choice(LEGAL), rng.choice(PLACES), rng.choice(PROVIDERS))
            episodes.append((f"{number}-{order}", child[0], _text(start), _text(end), *codes, address.postal_code()))
            start = end
        yield child, episodes


def _peer(make: Rows) -> Callable[[Path, int], None]:
    def run(folder: Path, children: int) -> None:
        with (
            (folder / "children.csv").open("w", encoding="utf-8", newline="") as first,
            (folder / "episodes.csv").open("w", encoding="utf-8", newline="") as second,
        ):
            of_children, of_episodes = csv.writer(first), csv.writer(second)
            of_children.writerow(CHILD)
            of_episodes.writerow(EPISODE)
            for child, episodes in make(children):
                of_children.writerow(child)
                of_episodes.writerows(episodes)

    return run


def _ours(returns: tuple[str, ...], formats: tuple[str, ...] | None, years: int) -> Callable[[Path, int], None]:
    def run(folder: Path, _children: int) -> None:
        from synthetic_data.council import Council, CouncilSpec
        from synthetic_data.write import write

        council = Council(CouncilSpec.named(size=SIZE, seed=SEED, years=years))
        write(council, folder / "council", returns, formats)

    return run


def _bare(write: Callable[[Any, Path], None]) -> Callable[[Path, int], Figures]:
    def run(folder: Path, _children: int) -> Figures:
        from synthetic_data.council import Council, CouncilSpec

        council = Council(CouncilSpec.named(size=SIZE, seed=SEED, years=YEARS))
        tables = [
            (year, name, table)
            for year in council.spec.collection_years
            for name, table in council.view_tables("ssda903", year).items()
        ]
        write(tables[0][2], folder / "warm.csv")
        (folder / "warm.csv").unlink()
        began = _used()
        for year, name, table in tables:
            write(table, folder / f"{year}-{name}.csv")
        return _since(began)

    return run


def _polars(table: Any, path: Path) -> None:
    table.write_csv(path, date_format="%d/%m/%Y")


def _pyarrow(table: Any, path: Path) -> None:
    from pyarrow import csv as arrow_csv

    arrow_csv.write_csv(table.to_arrow(), path)


CONTENDERS: dict[str, tuple[str, Callable[[Path, int], Figures | None]]] = {
    "faker_naive": ("Faker, naive loop (en_GB, proxied)", _peer(faker_naive)),
    "faker_best": ("Faker, best loop (no proxy, no weights, seed_instance)", _peer(faker_best)),
    "mimesis": ("mimesis (en_GB)", _peer(mimesis)),
    "ssda903": (f"ours: SSDA903, {SIZE} council, {YEARS} years", _ours(("ssda903",), ("csv",), YEARS)),
    "ssda903_ten": (f"ours: SSDA903, {SIZE} council, 10 years", _ours(("ssda903",), ("csv",), 10)),
    "tables": (f"ours: every view as CSV, {SIZE} council, {YEARS} years", _ours(("all",), ("csv",), YEARS)),
    "all": (f"ours: every view in every usual format, {SIZE} council, {YEARS} years", _ours(("all",), None, YEARS)),
    "polars": ("bare write of our SSDA903 tables, Polars", _bare(_polars)),
    "pyarrow": ("bare write of the same, pyarrow (ISO dates)", _bare(_pyarrow)),
}


def _used() -> tuple[float, float]:
    return time.monotonic(), time.process_time()


def _since(began: tuple[float, float]) -> Figures:
    wall, cpu = _used()
    return {"wall": wall - began[0], "cpu": cpu - began[1]}


def run_here(name: str, children: int, folder: Path) -> Figures:
    """Run one contender in this process. Processor seconds are the whole process's, save for the bare writers."""
    began = time.monotonic()
    figures = CONTENDERS[name][1](folder, children)
    figures = figures or {"wall": time.monotonic() - began, "cpu": time.process_time()}
    made = [path for path in folder.rglob("*.csv") if path.name != "data-dictionary.csv"]
    rows = sum(path.read_bytes().count(b"\n") - 1 for path in made)
    return figures | {"rows": rows, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def run_apart(name: str, children: int) -> Figures:
    """Run one contender in a fresh process with one thread."""
    root = str(Path(__file__).parents[1])
    with tempfile.TemporaryDirectory(prefix="academy-bench-") as folder:
        command = [sys.executable, __file__, "--children", str(children), "--one", name, folder]
        environment = os.environ | ONE_THREAD | {"PYTHONPATH": root}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    figures: Figures = json.loads(done.stdout)
    return figures


def table(found: dict[str, Figures], children: int) -> str:
    """The figures as Markdown."""
    rates = {name: figures["rows"] / figures["cpu"] for name, figures in found.items()}
    versions = ", ".join(f"{name} {version(name)}" for name in ("Faker", "mimesis", "polars", "pyarrow", "numpy"))
    lines = [
        HEADING,
        "",
        f"{children:,} children with {EPISODES} episodes each for the peers. {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}, one thread each, load {os.getloadavg()[0]:.1f} "
        f"at the end; {versions}. Imports included, save for the bare writers. "
        f"`python benchmarks/data.py --children {children} --write`",
        "",
        "| | CPU s | wall s | CSV rows | rows/CPU-s | times naive Faker | peak MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, figures in found.items():
        lines.append(
            f"| {CONTENDERS[name][0]} | {figures['cpu']:.2f} | {figures['wall']:.2f} | {figures['rows']:,} | "
            f"{rates[name]:,.0f} | {rates[name] / rates['faker_naive']:.1f} | {figures['mib']:.0f} |"
        )
    behind = ", ".join(f"{rates['polars'] / rates[name]:.1f} ({name})" for name in ("ssda903", "ssda903_ten", "tables"))
    lines += ["", f"The bare Polars write does this many times the rows per CPU second of ours: {behind}."]
    return "\n".join(lines)


def main() -> None:
    """Run every contender and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=5000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        name, folder = chosen.one
        sys.stdout.write(json.dumps(run_here(name, chosen.children, Path(folder))))
        return
    section = table({name: run_apart(name, chosen.children) for name in CONTENDERS}, chosen.children)
    sys.stdout.write(section + "\n")
    if chosen.write:
        from results import keep

        keep(section)


if __name__ == "__main__":
    main()
