"""Known families of copy farms, read from `families.toml`: the marks of their layout, the rules of their addresses."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import prod
from re import MULTILINE, Pattern
from re import compile as re_compile
from tomllib import loads
from typing import Any, Literal

import msgspec

from copydesk.record import Furniture

from .web_address import host_and_path

#: Marks are tried on this many code points of a line: the longest line with a mark on the counted pages had 190.
LINE = 400
#: Marks are tried on this many lines above and below: the longest list of links on the counted pages had 40 lines.
LINES = 200
#: Lines never make surer than this: a template can be bought by anybody.
MOST_SURE = 0.99


class Mark(msgspec.Struct, frozen=True):
    """A line that a family's template writes; `weight` is the share of pages with it that are the family's."""

    says: str
    place: Literal["above", "below"]
    pattern: Pattern[str]
    weight: float


class LayoutMatch(msgspec.Struct, frozen=True):
    """The marks of one family found on a page, each with its line, and how sure they make together."""

    family: str
    found: tuple[tuple[Mark, str], ...]
    confidence: float


class Family(msgspec.Struct, frozen=True):
    """A family of farms: pages laid out by one template."""

    name: str
    marks: tuple[Mark, ...]

    def match(self, furniture: Furniture) -> LayoutMatch | None:
        """The family's marks among the lines around the body, if there are any."""
        found = tuple(self._found(furniture))
        if not found:
            return None
        doubt = prod(1 - mark.weight for mark, _ in found)
        return LayoutMatch(self.name, found, round(min(MOST_SURE, 1 - doubt), 3))

    def _found(self, furniture: Furniture) -> Iterator[tuple[Mark, str]]:
        for mark in self.marks:
            for line in (furniture.above if mark.place == "above" else furniture.below)[:LINES]:
                if mark.pattern.search(line[:LINE]):
                    yield mark, line
                    break


class AddressRule(msgspec.Struct, frozen=True):
    """A shape of path whose numbers add up to a fixed sum."""

    name: str
    family: str
    pattern: Pattern[str]
    sum: int
    weight: float

    def numbers(self, path: str) -> tuple[int, ...]:
        """The numbers of a path that keeps the rule; none where it does not."""
        match = self.pattern.match(path)
        numbers = tuple(int(group) for group in match.groupdict().values() if group) if match else ()
        return numbers if sum(numbers) == self.sum else ()


class AddressMatch(msgspec.Struct, frozen=True):
    """A path that keeps a rule; `numbers` are those that add up."""

    rule: AddressRule
    path: str
    numbers: tuple[int, ...]


def match_layout(furniture: Furniture) -> tuple[LayoutMatch, ...]:
    """The families whose marks stand on the page, the surest first."""
    lines = (*furniture.above[:LINES], *furniture.below[:LINES])
    if not lines or not _has_any_mark("\n" + "\n".join([line[:LINE] for line in lines])):
        return ()
    matches = [match for family in _known()[0] if (match := family.match(furniture))]
    return tuple(sorted(matches, key=lambda match: (-match.confidence, match.family)))


def match_address(url: str | None) -> AddressMatch | None:
    """The rule that the URL's path keeps, if one does."""
    _, path = host_and_path(url)
    if not path or len(path) > LINE:
        return None
    for rule in _known()[1]:
        if numbers := rule.numbers(path):
            return AddressMatch(rule, path, numbers)
    return None


def parse(text: str) -> tuple[tuple[Family, ...], tuple[AddressRule, ...]]:
    """The families and address rules of a data file's text, in its order."""
    data: dict[str, list[dict[str, Any]]] = loads(text)
    families = tuple(
        Family(
            family["name"],
            tuple(
                Mark(mark["says"], mark["place"], re_compile(mark["pattern"]), mark["weight"])
                for mark in family["mark"]
            ),
        )
        for family in data.get("family", [])
    )
    rules = tuple(
        AddressRule(rule["name"], rule["family"], re_compile(rule["pattern"]), rule["sum"], rule["weight"])
        for rule in data.get("address", [])
    )
    return families, rules


def _has_any_mark(lines: str) -> bool:
    """Whether a line holds a mark; each line begins with a line break. It spares nearly every page the rest."""
    starts, anywhere = _any_mark()
    return starts.search(lines) is not None or anywhere.search(lines) is not None


@cache
def _any_mark() -> tuple[Pattern[str], Pattern[str]]:
    """All marks as two patterns over lines: those at a line's start, where the search runs from break to break."""
    patterns = [mark.pattern.pattern for family in _known()[0] for mark in family.marks]
    starts = [pattern for pattern in patterns if pattern.startswith("^") and "|" not in pattern]
    others = [pattern for pattern in patterns if pattern not in starts]
    return re_compile(rf"\n(?:{_either(starts)})", MULTILINE), re_compile(_either(others), MULTILINE)


def _either(patterns: list[str]) -> str:
    """A pattern for any of several; for none of none."""
    return "|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)"


@cache
def _known() -> tuple[tuple[Family, ...], tuple[AddressRule, ...]]:
    return parse(files("copydesk.inspection").joinpath("families.toml").read_text("utf-8"))
