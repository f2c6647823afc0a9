"""Fixed phrases of the news that a machine bent (`white home`, `inventory market`), from `bent.toml`."""

from functools import cache
from importlib.resources import files
from tomllib import loads

#: Letters of the longest phrase at most.
LONGEST_PHRASE = 40


@cache
def phrases() -> tuple[tuple[str, str, str, str], ...]:
    """Each phrase with what was meant; before them its first word, in lower case and with a capital."""
    data = loads(files("copydesk.inspection").joinpath("bent.toml").read_text("utf-8"))
    firsts = ((bent.split(" ")[0], bent, str(meant)) for bent, meant in data["phrases"].items())
    return tuple((first, first.capitalize(), bent, meant) for first, bent, meant in firsts)


@cache
def first_words() -> frozenset[str]:
    """The words that the phrases begin with, in lower case and with a capital."""
    return frozenset(word for first, capital, _, _ in phrases() for word in (first, capital))
