"""Invented names: of products and persons that farms write in, of outlets, of hosts. None is of anybody.

Each pool has two halves that share no part: one to develop on, one held out.
"""

from pathlib import Path
from random import Random
from tomllib import loads

import msgspec

from .label import Part


class Pool(msgspec.Struct, frozen=True):
    """Parts that names are made of."""

    coinages: tuple[str, ...]
    product_tails: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    foreign: tuple[str, ...]
    outlets: tuple[str, ...]
    host_words: tuple[str, ...]


def pool(part: Part) -> Pool:
    """The names of a part, from `names.toml`."""
    data = loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
    return msgspec.convert(data[part.value], Pool)


def brand(pool: Pool, rng: Random) -> str:
    """A name as farms write in: mostly a product, sometimes one coined word, a person or another language's."""
    kind = rng.random()
    if kind < 0.6:
        return f"{rng.choice(pool.coinages)} {rng.choice(pool.product_tails)}".strip()
    if kind < 0.72:
        return rng.choice(pool.coinages)
    if kind < 0.88:
        return person(pool, rng)
    return rng.choice(pool.foreign)


def person(pool: Pool, rng: Random) -> str:
    """A person's name."""
    return f"{rng.choice(pool.given)} {rng.choice(pool.family)}"


def farm_host(pool: Pool, rng: Random) -> tuple[str, str]:
    """Host and site of a farm: labels that have nothing to do with what stands on it."""
    site = f"{rng.choice(pool.host_words)}{rng.choice(pool.host_words)}.example"
    return f"{rng.choice(pool.host_words)}{rng.choice(pool.host_words)}.{site}", site


def outlet(pool: Pool, rng: Random) -> tuple[str, str, str]:
    """An outlet's name, its host and its site; one host in twenty says nothing of the name."""
    name = rng.choice(pool.outlets)
    words = name.lower().removeprefix("the ").split()
    match rng.randrange(20):
        case 0:
            label = f"{rng.choice(pool.host_words)}{rng.randrange(10, 99)}"
        case 1 | 2 | 3 | 4:
            label = "".join(word[0] for word in words) + words[-1][1:] if len(words) > 1 else words[0]
        case _:
            label = "".join(words)
    return name, f"www.{label}.example", f"{label}.example"
