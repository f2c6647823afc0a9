"""Fixed phrases of the news that a machine bent (`white home`, `inventory market`), from `bent.toml`."""

from functools import cache
from importlib.resources import files
from tomllib import loads

#: Letters of the longest phrase at most.
LONGEST_PHRASE = 40
#: Letters of a phrase that it is looked for by, before its first space and behind.
BEFORE, BEHIND = 3, 2


@cache
def phrases() -> tuple[tuple[str, str, str, str], ...]:
    """Each phrase with what was meant; before them its first word, in lower case and with a capital."""
    data = loads(files("copydesk.inspection").joinpath("bent.toml").read_text("utf-8"))
    firsts = ((bent.split(" ")[0], bent, str(meant)) for bent, meant in data["phrases"].items())
    return tuple((first, first.capitalize(), bent, meant) for first, bent, meant in firsts)


@cache
def by_middle() -> dict[str, tuple[str, ...]]:
    """The phrases by the letters around their first space: three before it and two behind."""
    found: dict[str, tuple[str, ...]] = {}
    for _, _, phrase, _ in phrases():
        middle = middle_of(phrase, phrase.index(" "))
        found[middle] = (*found.get(middle, ()), phrase)
    return found


def middle_of(text: str, at: int) -> str:
    """The letters around the space at `at`."""
    return text[max(0, at - BEFORE) : at + 1 + BEHIND]


@cache
def first_words() -> frozenset[str]:
    """The words that the phrases begin with, in lower case and with a capital."""
    return frozenset(word for first, capital, _, _ in phrases() for word in (first, capital))
