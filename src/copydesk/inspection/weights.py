"""The weights that make probabilities of observations, from `weights.json`; `bench/farm` fits them."""

from functools import cache
from importlib.resources import files
from math import exp, log
from operator import mul

import msgspec


class Weights(msgspec.Struct, frozen=True):
    """Logistic weights by the way a name meets its neighbours, one for each observation and the constant last.

    `agreed` are those for a name between spaces that also stands in headline, source or byline.
    """

    free: tuple[float, ...]
    right: tuple[float, ...]
    left: tuple[float, ...]
    mark: tuple[float, ...]
    agreed: tuple[float, ...]


def probability(numbers: tuple[float, ...], weights: tuple[float, ...], odds: float = 1.0) -> float:
    """The logistic of the weighted numbers and the constant; `odds` multiplies the odds."""
    total = weights[-1] + sum(map(mul, numbers, weights))
    if odds != 1.0:
        total += log(odds)
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@cache
def weights() -> Weights:
    """The weights that ship with the package."""
    data = files("copydesk.inspection").joinpath("weights.json").read_bytes()
    return msgspec.json.decode(data, type=Weights)
