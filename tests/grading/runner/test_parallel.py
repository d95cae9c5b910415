"""One function over many items, in processes or on a cluster."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterator
from functools import partial

import pytest

from grading.runner.parallel import in_parallel
from synthetic_data.errors import PlainError


def test_every_item_is_done_and_an_error_is_its_own() -> None:
    done = {each.item: each for each in in_parallel(math.sqrt, [4.0, -1.0, 9.0], workers=2)}
    assert {item: each.result for item, each in done.items()} == {4.0: 2.0, -1.0: None, 9.0: 3.0}
    assert isinstance(done[-1.0].error, ValueError)


def test_items_are_taken_only_as_there_is_room() -> None:
    taken = 0

    def source() -> Iterator[float]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield float(number)

    doing = in_parallel(math.sqrt, source(), workers=1)
    next(doing)
    assert taken < 20
    assert len(list(doing)) == 99


def test_an_item_whose_process_dies_is_given_up_and_the_others_are_done() -> None:
    deadly, harmless = partial(os._exit, 1), partial(abs, -3)
    done = {each.item: each for each in in_parallel(operator.call, [deadly, harmless], workers=1)}
    assert done[harmless].result == 3
    assert "died" in str(done[deadly].error)


def test_the_same_function_runs_on_a_cluster() -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        done = {
            each.item: each.result for each in in_parallel(math.sqrt, [4.0, 9.0], scheduler=cluster.scheduler_address)
        }
    assert done == {4.0: 2.0, 9.0: 3.0}


def test_a_scheduler_that_does_not_answer_is_said_plainly() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(PlainError, match="No dask scheduler answers at nonsense"):
        list(in_parallel(math.sqrt, [1.0], scheduler="nonsense://nowhere"))
