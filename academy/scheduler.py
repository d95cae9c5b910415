"""A dask cluster as a plain executor, for `--scheduler`: the same functions, on machines that share the folders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor

from synthetic_data.errors import PlainError

SECONDS_TO_CONNECT = 20


@contextlib.contextmanager
def connected(address: str) -> Iterator[Executor]:
    """The executor of the dask scheduler at `address`, such as tcp://host:8786.

    Raises PlainError when dask is not installed or the scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError as missing:
        raise PlainError(
            "--scheduler needs dask.distributed: install it with `pip install 'childrens-data-academy[dask]'`."
        ) from missing
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT)
    except (OSError, ValueError, TimeoutError) as problem:
        raise PlainError(
            f"No dask scheduler answers at {address}: check the address given with --scheduler."
        ) from problem
    with client:
        yield client.get_executor()
