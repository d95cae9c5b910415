"""Marking and making data on a dask cluster: what goes wrong on the way there is one plain sentence."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from academy import scheduler
from synthetic_data.errors import PlainError

pytest.importorskip("distributed")


def test_a_scheduler_that_nobody_runs_is_one_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "WAIT", "1s")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(PlainError, match=f"No dask scheduler answers at tcp://127.0.0.1:{port}"):
        scheduler.connected(f"tcp://127.0.0.1:{port}").__enter__()


@pytest.mark.parametrize("address", ["nonsense://x", "127.0.0.1:notaport"])
def test_an_address_that_is_none_is_one_plain_sentence(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "WAIT", "1s")
    with pytest.raises(PlainError, match="No dask scheduler answers at"):
        scheduler.connected(address).__enter__()


def test_what_is_sent_to_a_cluster_runs_there(tmp_path: Path) -> None:
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        scheduler.connected(cluster.scheduler_address) as executor,
    ):
        assert executor.submit(pow, 2, 5).result() == 32
