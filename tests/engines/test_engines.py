"""Spreading work keeps order and loses nothing, on one core and on more."""

from collections.abc import Iterator

import pytest

from copydesk.engines import spread


def double(share: list[int]) -> list[int]:
    return [2 * n for n in share]


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("number", [0, 1, 15, 16, 17, 200])
def test_results_stand_in_the_order_of_the_records(cores: int, number: int) -> None:
    assert list(spread(double, range(number), cores)) == [2 * n for n in range(number)]


def test_one_core_takes_no_more_of_a_stream_than_it_gives() -> None:
    taken = []

    def stream() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    next(iter(spread(double, stream(), 1)))
    assert len(taken) < 100
