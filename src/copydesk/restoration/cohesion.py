"""Whether a passage is about what the rest of the story is about."""

import re

#: Letters of a word that says what a text is about; shorter ones stand in any text.
LONG = 5
#: Letters that are compared, so that endings do not count.
STEM = 6
#: Fewer long words than this prove nothing.
ENOUGH = 12
#: A passage is foreign below this sum of the share of its long words that the rest has too, and half the share of its
#: names. Chosen on the develop part of `bench.restoration`, where 3 in 100 own last paragraphs lie below, and 58 in 100
#: of other stories'.
FOREIGN = 0.2
#: Where witnesses are even, a last paragraph below this may as well be another story's: there as many of the one as of
#: the other lie (on the same part, .3 to .4: 15 in 100 of own ones, 9 of others').
DOUBTFUL = 0.4
#: The share of names that a passage without any counts for: what half of those with names reach.
NAMELESS = 0.3

_WORD = re.compile(r"[^\W\d_]+")
#: A word with a capital amid a sentence: not at the start of the text, nor behind a stop or a break.
_NAME = re.compile(r"(?<=[^\W\d_,;:] )[^\W\d_]{3,}")


def foreign(passage: str, rest: str) -> bool:
    """Whether a passage shares so little with the rest of a text that it belongs to another one."""
    shared = _cohesion(passage, rest)
    return shared is not None and shared < FOREIGN


def doubtful(passage: str, rest: str) -> bool:
    """Whether a passage of words enough does not show by them that it belongs to the rest of a text."""
    shared = _cohesion(passage, rest)
    return shared is not None and shared < DOUBTFUL


def _cohesion(passage: str, rest: str) -> float | None:
    """The share of the long words that the rest has too and half that of the names; None of too few words."""
    mine = _long(passage)
    if len(mine) < ENOUGH:
        return None
    others = _long(rest)
    names = _names(passage)
    known = _names(rest) | {word.casefold() for word in _WORD.findall(rest)} if names else set()
    shared = len(mine & others) / len(mine)
    named = len(names & known) / len(names) if names else NAMELESS
    return shared + named / 2


def _long(text: str) -> set[str]:
    return {word.casefold()[:STEM] for word in _WORD.findall(text) if len(word) >= LONG}


def _names(text: str) -> set[str]:
    return {name.casefold() for name in _NAME.findall(text) if name[0].isupper()}
