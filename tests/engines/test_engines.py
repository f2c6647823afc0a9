"""Spreading work keeps order and loses nothing, on one core and on more."""

import os
from collections.abc import Iterator

import pytest

from copydesk.engines import Cores, spread


def double(share: list[int]) -> list[int]:
    return [2 * n for n in share]


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("number", [0, 1, 15, 16, 17, 200])
def test_results_stand_in_the_order_of_the_records(cores: int, number: int) -> None:
    assert list(spread(double, range(number), cores)) == [2 * n for n in range(number)]


def worker(share: list[int]) -> list[int]:
    return [os.getpid() for _ in share]


def test_workers_stay_for_the_next_work_and_are_gone_at_the_end() -> None:
    with Cores(2) as here:
        first, second = set(here.spread(worker, range(64))), set(here.spread(worker, range(64)))
        assert len(first | second) <= 2
        assert os.getpid() not in first | second
    for process in first | second:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_one_core_takes_no_more_of_a_stream_than_it_gives() -> None:
    taken = []

    def stream() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    next(iter(spread(double, stream(), 1)))
    assert len(taken) < 100
