"""All England: the same bytes whoever writes them, in whatever order, and after any interruption."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from synthetic_data import england
from synthetic_data.council import CouncilSpec
from synthetic_data.england import council_folders, england_specs, largest_first, write_england
from synthetic_data.errors import PlainError
from synthetic_data.places.councils import all_councils
from synthetic_data.views import VIEWS, view_named

SPECS = [
    CouncilSpec(c.name, c.la_code, size, 3, 2026, 1) for c, size in zip(all_councils(), (12, 30, 20, 16), strict=False)
]


EVERY_FORMAT = sorted({name for view in VIEWS for name in view_named(view).writers})


def build(out: Path, **options: object) -> dict[str, str]:
    """Digest of each council's SSDA903 by code."""
    done = write_england(out, SPECS, ("ssda903",), ("csv",), **options)  # type: ignore[arg-type]
    return {written.la_code: written.digest for written in done}


def build_all(out: Path, **options: object) -> bytes:
    """The manifest of two councils with every return in every format: it holds the digest of theirs."""
    list(write_england(out, SPECS[:2], ("all",), EVERY_FORMAT, **options))  # type: ignore[arg-type]
    return (out / "manifest.json").read_bytes()


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return build(tmp_path_factory.mktemp("alone") / "england", workers=1)


def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path, alone: dict[str, str]) -> None:
    assert build(tmp_path / "england", workers=2) == alone


def test_a_dask_cluster_writes_the_same_bytes(tmp_path: Path, alone: dict[str, str]) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert build(tmp_path / "england", executor=client.get_executor()) == alone


def test_councils_differ_from_one_another(alone: dict[str, str]) -> None:
    assert len(set(alone.values())) == len(SPECS)


def test_an_interrupted_build_goes_on_where_it_was(tmp_path: Path, alone: dict[str, str]) -> None:
    out = tmp_path / "england"
    begun: Iterator[england.Written] = write_england(out, SPECS, ("ssda903",), ("csv",), workers=1)
    first = next(begun)
    begun.close()
    there = out / f"la={first.la_code}" / "manifest.json"
    before = there.stat().st_mtime_ns
    (out / ".la=999.abc.tmp").mkdir()
    with pytest.raises(PlainError, match="not a finished England build"):
        council_folders(out)
    assert build(out, workers=1) == alone
    assert there.stat().st_mtime_ns == before
    assert not list(out.glob(".la=*"))
    assert [folder.name for folder in council_folders(out)] == [f"la={spec.la_code}" for spec in SPECS]


def test_every_return_in_every_format_is_the_same_whoever_writes_it(tmp_path: Path) -> None:
    alone = build_all(tmp_path / "alone", workers=1)
    assert build_all(tmp_path / "two", workers=2) == alone
    with killing(workers=1) as killed:
        assert build_all(tmp_path / "killed", workers=2) == alone
    assert len(killed) == 1


@contextlib.contextmanager
def killing(workers: int) -> Iterator[list[int]]:
    """Meanwhile, kill the first so many worker processes that appear; yields the list of those killed."""
    killed: list[int] = []
    over = threading.Event()

    def hunt() -> None:
        while not over.is_set() and len(killed) < workers:
            for child in multiprocessing.active_children():
                if child.pid is not None and child.pid not in killed and len(killed) < workers:
                    killed.append(child.pid)
                    os.kill(child.pid, signal.SIGKILL)
            over.wait(0.02)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        yield killed
    finally:
        over.set()
        hunter.join()


def test_a_killed_worker_changes_nothing(tmp_path: Path, alone: dict[str, str]) -> None:
    with killing(workers=1) as killed:
        assert build(tmp_path / "england", workers=1) == alone
    assert len(killed) == 1


def test_workers_that_keep_dying_end_in_a_plain_error(tmp_path: Path) -> None:
    with killing(workers=england.TRIES), pytest.raises(PlainError, match="use fewer --workers"):
        build(tmp_path / "england", workers=1)


def test_other_arguments_need_replace_and_other_folders_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "england"
    list(write_england(out, SPECS[:1], ("ssda903",), ("csv",)))
    with pytest.raises(PlainError, match="--replace"):
        list(write_england(out, SPECS[:2], ("ssda903",), ("csv",)))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    with pytest.raises(PlainError, match="was not made by academy data"):
        list(write_england(tmp_path / "other", SPECS[:1], ("ssda903",), ("csv",)))


def test_the_manifest_names_every_council_with_its_digest(tmp_path: Path) -> None:
    out = tmp_path / "england"
    digests = build(out, workers=1)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert {one["la_code"]: one["sha256"] for one in manifest["councils"]} == digests


def test_england_is_153_councils_of_their_own_sizes() -> None:
    specs = england_specs()
    assert len({spec.la_code for spec in specs}) == len(specs) == 153
    # 81,770 children were in care in England on 31 March 2025 (DfE, Children looked after in England).
    assert sum(spec.children_in_care for spec in specs) == pytest.approx(81_770, rel=0.05)
    assert largest_first(specs)[0].children_in_care == max(spec.children_in_care for spec in specs)
