"""Marking on a dask cluster: the same function for each submission, sent to other machines that share the folders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor

from synthetic_data.errors import PlainError

WAIT = "20s"


@contextlib.contextmanager
def connected(address: str) -> Iterator[Executor]:
    """The executor of the cluster at `address`. Raises PlainError when dask is not installed or nobody answers."""
    try:
        from distributed import Client
    except ImportError as missing:
        raise PlainError(
            '--scheduler needs dask: install it with pip install "childrens-data-academy[dask]".'
        ) from missing
    try:
        client = Client(address, timeout=WAIT)
    except (OSError, ValueError) as problem:
        raise PlainError(
            f"No dask scheduler answers at {address}: start one with dask scheduler, or leave --scheduler out."
        ) from problem
    with client, contextlib.closing(client):
        yield client.get_executor()
