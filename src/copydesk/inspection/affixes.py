"""Headline affixes: a short name before or behind a headline, and how it is set off.

`Brand:Title`, `Title -Brand`, `Brand|Title` are set off as no outlet sets off its own name or a label: odd.
`Title - Name`, `Label: Title`, `Title | Name` look like house style: spaced. Odd separators had no false alarm on the
reading corpora's headlines; spaced ones are nearly all honest.
"""

from collections.abc import Iterator
from enum import StrEnum
from re import compile as re_compile

import msgspec

from .newsroom import is_label

#: An affix and its separator are looked for in this many code points at either end: the longest seen had 44.
REACH = 64
#: Most words of an affix; product names of up to five were seen, and one word of a category glued on.
WORDS = 7
#: Most words of a name that holds one word in lower case, as names in French and Spanish do.
FOREIGN_WORDS = 5
#: Fewest words that must be left of a headline; below that, the separator parts a headline from nothing.
REST_WORDS = 3

_SEPARATOR = re_compile(r"\s?(?:--|[:|–—-])\s?")
_CLOCK = re_compile(r"(?<![^\s(])\d{1,3}$")
_WORD = re_compile(r"\S+")
_CASED = re_compile(r"[^\W\d_]")
_CAPITAL_OR_DIGIT = re_compile(r"[^\w]{0,1}(?:[^\W_a-zß-öø-ÿ]|[a-z]{1,2}[A-Z])")
#: A last word in lower case: a headline's, and no name's.
_PLAIN_END = re_compile(r"\w [a-zß-öø-ÿ]{2,}$")
_NO_NAME = re_compile(r"[!?;,“”„\"«»…]|\.\s|^\W|\w['’]$")
_WIDE = re_compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
_CONNECTOR = re_compile(
    r"(?i:a|an|and|the|of|for|in|on|to|by|at|d[aeiou]s?|du|l[ae]s?|der|die|von|el|los|y|et|e|&|\+)$"
)


class Side(StrEnum):
    """Where the affix stands."""

    FRONT = "front"
    BACK = "back"


class Style(StrEnum):
    """How it is set off: oddly, spaced like house style, or tightly (a hyphen inside a word looks the same)."""

    ODD = "odd"
    SPACED = "spaced"
    TIGHT = "tight"


class Affix(msgspec.Struct, frozen=True):
    """A name set off at one end of a headline.

    `name` is its text; `[start, end)` covers it with its separator and `[name_start, name_end)` without, in code points
    of the folded headline. `separator` is as written, spaces included.
    """

    name: str
    start: int
    end: int
    name_start: int
    name_end: int
    side: Side
    style: Style
    separator: str

    @property
    def where(self) -> str:
        """In words: in front of, or behind."""
        return "in front of" if self.side is Side.FRONT else "behind"


def affixes(headline: str) -> tuple[Affix, ...]:
    """The affixes that a folded headline may have: at most one of a style at either end, outermost first."""
    if len(headline) < 2 * REST_WORDS:
        return ()
    found: dict[tuple[Side, Style], Affix] = {}
    for affix in _candidates(headline):
        found.setdefault((affix.side, affix.style), affix)
    return tuple(found.values())


def _candidates(headline: str) -> Iterator[Affix]:
    for match in _SEPARATOR.finditer(headline, 0, REACH):
        style = _style(headline, match.start(), match.end())
        name = headline[: match.start()]
        rest = headline[match.end() :]
        if style and _is_the_lesser(name, rest) and _sets_off(name, rest, style, lower_too=True):
            yield Affix(name, 0, match.end(), 0, match.start(), Side.FRONT, style, match.group())
    for match in reversed(list(_SEPARATOR.finditer(headline, max(0, len(headline) - REACH)))):
        style = _style(headline, match.start(), match.end())
        name = headline[match.end() :].rstrip()
        if not style or match.group().strip() == ":":
            continue
        rest = headline[: match.start()]
        if _is_the_lesser(name, rest) and _sets_off(name, rest, style, lower_too="|" in match.group()):
            start, end = match.end(), match.end() + len(name)
            yield Affix(name, match.start(), len(headline), start, end, Side.BACK, style, match.group())


def _is_the_lesser(name: str, rest: str) -> bool:
    """Whether `name` is the name and `rest` the headline: by length, unless `rest` alone reads as a headline."""
    return len(name) < len(rest) or _PLAIN_END.search(rest) is not None


def _sets_off(name: str, rest: str, style: Style, *, lower_too: bool) -> bool:
    """Whether a name is set off from a headline; in scripts without spaces marks are set tightly everywhere."""
    if _WIDE.search(name) and _WIDE.search(rest):
        return False
    return _is_name(name, style, lower_too=lower_too) and len(_WORD.findall(rest, 0, 200)) >= REST_WORDS


def _style(headline: str, start: int, end: int) -> Style | None:
    """How the separator at `[start, end)` sets its sides off; None where it is none (`3:10`, a scheme)."""
    separator = headline[start:end]
    before, after = headline[start - 1 : start], headline[end : end + 1]
    if not before or not after or (_WIDE.match(before) and _WIDE.match(after)):
        return None
    left, right = separator[0].isspace(), separator[-1].isspace()
    if left and right:
        return Style.SPACED
    match separator.strip():
        case ":":
            if right or before == ":" or after == ":":
                return Style.SPACED if after != ":" and before != ":" else None
            return None if after == "/" or (after.isdigit() and _CLOCK.search(headline, 0, start)) else Style.ODD
        case "|":
            return Style.ODD
        case _:
            return Style.ODD if left else Style.TIGHT


def _is_name(text: str, style: Style, *, lower_too: bool) -> bool:
    words = _WORD.findall(text)
    if not words or len(words) > WORDS or _NO_NAME.search(text) or not _CASED.search(text):
        return False
    if is_label(text):
        return False
    if lower_too and style is Style.ODD and text[0].isalnum() and len(words) <= 4 and text == text.lower():
        return True
    plain = sum(not _CAPITAL_OR_DIGIT.match(word) and not _CONNECTOR.match(word) for word in words)
    return plain == 0 or (
        plain == 1 and 2 < len(words) <= FOREIGN_WORDS and _CAPITAL_OR_DIGIT.match(words[-1]) is not None
    )
