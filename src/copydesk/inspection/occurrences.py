"""Where a name stands in a text, how it touches the words around it, how it is cut out so that the text reads on."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from re import compile as re_compile

import msgspec

#: Occurrences of one name that are looked at: an insertion stands once or a few times, a story's subject often.
MOST = 32
_OPENING = {"(": ")", "[": "]", "“": "”", '"': '"', "‘": "’", "«": "»", "„": "“", "「": "」"}
_POSSESSIVE = ("'s", "’s")
_CLOSING = ".,;:!?)]”’»…"


_OPENS = re_compile(r"(?:^|\n|[.!?][”\"’')]? )$")
_GOES_ON = re_compile(r" [a-zß-öø-ÿа-яё]")
#: Words that a noun must follow, and what cannot follow them: marks, joining words, and verbs that have their subject.
_ASKS = re_compile(
    r"(?:^|\W)(?:of|in|by|from|with|at|for|into|against|about|than|behind|near|like|via|without|towards?|among|between"
    r"|under|across|through|around) $"
)
#: Likewise, but `and` and `or` may follow: articles and possessives.
_INTRODUCES = re_compile(r"(?i:^|\W)(?:the|an?|its|their|our|my|your|every) $")
#: Words behind which something must come, so that no mark stands there; behind the second ones a subject.
_JOINS = re_compile(r"(?:^|\W)(?:to|and|or|nor|because|if|whether|although|while) $")
_LACKS = re_compile(r"(?:^|\W)(?:because|if|whether|although|while) $")
_VERBS = (
    r"has|have|had|is|are|was|were|will|would|could|should|cannot|did|does|said|says|told|fell|rose|lost|began|took"
    r"|went|came|got|gave|made|won|grew|denied|declined|announced|agreed"
)
_MARK_AFTER = re_compile(r"(?:[’']s)?[,.;:?!)](?!\w)")
_VERB_AFTER = re_compile(rf" (?:{_VERBS})\b")
_NO_NOUN_AFTER = re_compile(rf" (?:and|or|but|{_VERBS})\b")
#: Verbs that have somebody behind them, where no form of `be` makes them passive, and what follows both.
_TRANSITIVE = re_compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )(?<!\bbeing )\b(?:asked|told|ordered|runs|ran"
    r"|owns|owned|founded|accused|sued|fined|joined|bought|acquired|sold|called|named|warned|banned|urged|paid|leads|led"
    r"|heads|headed|backs|backed|allowed|forced|barred|helped|uses|used|wants|wanted|let|left|hired|advised) $"
)
_OBJECT_ENDS = re_compile(
    r"(?:[’']s)?[,.;:?!)](?!\w)| (?:for|of|to|in|on|over|with|from|by|at|after|before|as|because|and|but|that|when"
    r"|while|until|last|this|not)\b"
)
_CLAUSE_OPENS = re_compile(r"(?:^|\W)(?:and|but|(that)) $")
_SUBJECT_ENDS = re_compile(rf" (?:{_VERBS})\b")
_OWNER_ENDS = re_compile(r"[’']s ")


class Touch(StrEnum):
    """How an occurrence touches what is around it."""

    BOTH = "inside a word"
    LEFT = "glued to the word before it"
    RIGHT = "glued to the word after it"
    MARK = "glued to the punctuation before it"
    FREE = "between spaces"


class Occurrence(msgspec.Struct, frozen=True):
    """A name at `[start, end)` of a text."""

    start: int
    end: int
    touch: Touch


def occurrences(lower: str, name: str) -> list[Occurrence]:
    """Where `name` stands in `lower`, both in lower case, from the start; at most `MOST`.

    A name that was split over a link has lost a space or got one too many.
    """
    if " " not in name:
        return list(islice(_all(lower, name), MOST))
    words = name.split(" ")
    if max(words, key=len) not in lower:
        return []
    return list(islice(_all_split(lower, words), MOST))


def _all_split(lower: str, words: list[str]) -> Iterator[Occurrence]:
    """Where `words` stand one behind another, with two spaces between them at most."""
    first, *others = words
    at = lower.find(first)
    while at >= 0:
        end = at + len(first)
        for word in others:
            end += 2 if lower.startswith("  ", end) else lower.startswith(" ", end)
            if not lower.startswith(word, end):
                end = at + 1
                break
            end += len(word)
        else:
            yield Occurrence(at, end, touch(lower, at, end))
        at = lower.find(first, end)


def _all(lower: str, name: str) -> Iterator[Occurrence]:
    at = lower.find(name)
    while at >= 0:
        end = at + len(name)
        yield Occurrence(at, end, touch(lower, at, end))
        at = lower.find(name, end)


def touch(text: str, start: int, end: int) -> Touch:
    """How `[start, end)` touches the text around it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    left = before.isalnum() and text[start].isalnum()
    right = after.isalnum() and text[end - 1].isalnum()
    if left and right:
        return Touch.BOTH
    if left:
        return Touch.LEFT
    if right:
        return Touch.RIGHT
    if before in (",", "?", ".", ";", ":", "!") and before and after == " ":
        return Touch.MARK
    return Touch.FREE


def cut(text: str, start: int, end: int) -> tuple[int, int]:
    """What must go with the name at `[start, end)` so that the text reads on: possessive, brackets, one space."""
    for ending in _POSSESSIVE:
        after = text[end + len(ending) : end + len(ending) + 1]
        if text.startswith(ending, end) and not after.isalnum():
            end += len(ending)
            break
    closing = _OPENING.get(text[start - 1 : start])
    if closing is not None and text[end : end + 1] == closing:
        start, end = start - 1, end + 1
    before, after = text[start - 1 : start], text[end : end + 1]
    if after == " " and (before in ("", " ", "\n") or before in _OPENING):
        end += 1
    elif before == " " and (after in ("", "\n") or after in _CLOSING):
        start -= 1
    return start, end


def leaves_a_gap(text: str, start: int, end: int) -> bool:
    """Whether a sentence misses the name at `[start, end)` when it is taken out.

    It would begin with a small letter (`Lumora said`, in any language with capitals); or, in English, a preposition or
    an article would have no noun (`users of Lumora have`, `firms like Lumora fell`), a clause no subject (`because
    Lumora was`), a joining word nothing behind it (`he and Lumora.`). No insertion into a sentence leaves such a gap.
    """
    if _GOES_ON.match(text, end) and _OPENS.search(text, max(0, start - 3), start):
        return True
    before = max(0, start - 10)
    if _ASKS.search(text, before, start):
        return _MARK_AFTER.match(text, end) is not None or _NO_NOUN_AFTER.match(text, end) is not None
    if _INTRODUCES.search(text, before, start):
        return _MARK_AFTER.match(text, end) is not None or _VERB_AFTER.match(text, end) is not None
    if _JOINS.search(text, before, start) is None:
        return False
    if _MARK_AFTER.match(text, end):
        return True
    return _LACKS.search(text, before, start) is not None and _VERB_AFTER.match(text, end) is not None


def stands_as_a_noun(text: str, start: int, end: int) -> bool:
    """Whether the name at `[start, end)` stands as an object (`asked Lumora for its books`) or a subject does, in
    English, in a sentence that reads on without it all the same. By chance an insertion between two words seldom does.
    """
    if _TRANSITIVE.search(text, max(0, start - 24), start):
        return _OBJECT_ENDS.match(text, end) is not None
    opens = _CLAUSE_OPENS.search(text, max(0, start - 8), start)
    if opens is None:
        return False
    owns = opens.group(1) is not None and _OWNER_ENDS.match(text, end) is not None
    return owns or _SUBJECT_ENDS.match(text, end) is not None
