"""Known families of copy farms, read from `families.toml`: the marks of their layout, the rules of their addresses."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from math import prod
from re import Pattern
from re import compile as re_compile
from tomllib import loads
from typing import Any
from urllib.parse import urlsplit

import msgspec

from copydesk.record import Furniture

#: Marks are tried on this many code points of a line: the longest line with a mark on the counted pages had 190.
LINE = 400
#: Marks are tried on this many lines above and below: the longest list of links on the counted pages had 40 lines.
LINES = 200


class Mark(msgspec.Struct, frozen=True):
    """A line that a family's template writes; `weight` is the share of pages with it that are the family's."""

    says: str
    place: str
    pattern: Pattern[str]
    weight: float


class Family(msgspec.Struct, frozen=True):
    """A family of farms: pages laid out by one template."""

    name: str
    marks: tuple[Mark, ...]


class AddressRule(msgspec.Struct, frozen=True):
    """A shape of path whose numbers add up to a fixed sum."""

    name: str
    family: str
    pattern: Pattern[str]
    sum: int
    weight: float


class LayoutMatch(msgspec.Struct, frozen=True):
    """The marks of one family found on a page, each with its line, and how sure they make together."""

    family: str
    found: tuple[tuple[Mark, str], ...]
    confidence: float


class AddressMatch(msgspec.Struct, frozen=True):
    """A path that keeps a rule; `numbers` are those that add up."""

    rule: AddressRule
    path: str
    numbers: tuple[int, ...]


def match_layout(furniture: Furniture) -> tuple[LayoutMatch, ...]:
    """The families whose marks stand on the page, the surest first."""
    lines = {"above": furniture.above[:LINES], "below": furniture.below[:LINES]}
    matches = []
    for family in known_families():
        found = tuple(_found(family.marks, lines))
        if found:
            doubt = prod(1 - mark.weight for mark, _ in found)
            matches.append(LayoutMatch(family.name, found, round(min(0.99, 1 - doubt), 3)))
    return tuple(sorted(matches, key=lambda m: (-m.confidence, m.family)))


def match_address(url: str | None) -> AddressMatch | None:
    """The rule that the URL's path keeps, if one does."""
    path = _path(url)
    if not path or len(path) > LINE:
        return None
    for rule in address_rules():
        if match := rule.pattern.match(path):
            numbers = tuple(int(group) for group in match.groupdict().values() if group)
            if sum(numbers) == rule.sum:
                return AddressMatch(rule, path, numbers)
    return None


@cache
def known_families() -> tuple[Family, ...]:
    """The families in the data file, in its order."""
    return tuple(
        Family(
            family["name"],
            tuple(
                Mark(mark["says"], mark["place"], re_compile(mark["pattern"]), mark["weight"])
                for mark in family["mark"]
            ),
        )
        for family in _data()["family"]
    )


@cache
def address_rules() -> tuple[AddressRule, ...]:
    """The address rules in the data file, in its order."""
    return tuple(
        AddressRule(rule["name"], rule["family"], re_compile(rule["pattern"]), rule["sum"], rule["weight"])
        for rule in _data()["address"]
    )


@cache
def _data() -> dict[str, Any]:
    return loads(files("copydesk.inspection").joinpath("families.toml").read_text("utf-8"))


def _found(marks: Iterable[Mark], lines: dict[str, tuple[str, ...]]) -> Iterator[tuple[Mark, str]]:
    for mark in marks:
        for line in lines[mark.place]:
            if mark.pattern.search(line[:LINE]):
                yield mark, line
                break


def _path(url: str | None) -> str:
    if not url:
        return ""
    try:
        return urlsplit(url).path
    except ValueError:  # an address that is none, such as an open bracket
        return ""
