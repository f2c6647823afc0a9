"""Agreement: where the page's suspects stand in its body, and how sure it is that they were written in there."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from math import exp, log
from re import compile as re_compile
from re import escape

import msgspec

from copydesk.text.sentences import sentences

from .alone import WORTH_SAYING
from .case import Case
from .english import english
from .names import agreed_numbers, in_longer_name, tells
from .occurrences import Occurrence, Touch, leaves_a_gap, stands_as_a_noun
from .suspects import Accused, Suspect, suspects
from .weights import probability, weights

#: A name between spaces that also stands elsewhere accuses from this probability on: of 69 honest ones on the reading
#: corpora the likeliest had .30.
AGREED = 0.55
#: On a page laid out or addressed like a known family of farms, the odds of an insertion are this many times higher.
FARM_ODDS = 12.0
#: Below it, it is a suspicion of at most this.
SUSPECTED = 0.45
#: A name that a story has this often is its subject.
SUBJECT = 4
#: Where a sentence reads worse without a name, it needs it: of 957 insertions between spaces on the develop part of
#: bench/farm, 4 stood at such a place; of the names that its clean articles have once, half do, of those that they have
#: four times or more, two thirds have one.
NEEDED = 0.0
#: What a farm writes in stands in fewer of a body's sentences: of 494 pages of the develop part whose body has a name
#: that accuses itself, the densest have it in three sentences of seven.
SUBJECT_SHARE = 0.5
#: A name that accuses itself was written in, between spaces, from this probability on, how often it stands left aside:
#: on the develop part 99 of 100 insertions have .37 and more, three of four places of a story's own names .08 and less.
WRITTEN_IN = 0.05
#: A name that stands several times between spaces is accused at all of its places where their log-odds add up to this;
#: behind a headline, where it counts for more by itself, to the second. Of 2,012 names that articles of the model's and
#: the develop part have two to six times, 15 reach the first as a name in front of the headline and none as the source.
TOGETHER = 2.0
TOGETHER_BEHIND = 5.0
#: One place's odds count at least and at most so much.
LEAST, MOST = 0.1, 0.99
#: Letters of an unknown word that a name may be glued to; shorter ones are endings.
UNKNOWN_TAIL = 5
SHORT_TAIL = 3

_DERIVED = re_compile(r"(?:ian|ean|esque|less|like|gate|land|ville|town|ism|ist|ish|ing|ers?|ness|son|man|stown)")
_WORD_BEFORE = re_compile(r"(?<![\w’'-])(\w{1,12}) $")
_WORD_BEFORE_NAME = re_compile(r"(?<![\w’'-])([\w’'-]{2,20}) $")
_WORD_AFTER_NAME = re_compile(r" ([\w’'-]{2,20})")
#: Words that a signature follows.
_SIGNING = frozenset(("by", "from", "and", "with"))
_PREFIX = re_compile(r"(?:Mc|Mac|Fitz|De|Di|La|Le|Van|O|i|e|my)$")


class Agreement(msgspec.Struct, frozen=True):
    """A suspect at a place of the folded body, and how sure it is that it was written in there."""

    suspect: Suspect
    at: Occurrence
    confidence: float


def agreeing(case: Case) -> tuple[Agreement, ...]:
    """Where suspects stand in the body as if written in, no two over one another."""
    return tuple(_agreeing(case))


def accused_names(case: Case) -> dict[str, float]:
    """The names, folded and in lower case, that the body shows to have been written in, and how surely at most."""
    accused: dict[str, float] = {}
    for found in case.once(agreeing):
        if found.confidence >= AGREED:
            accused[found.suspect.name] = max(found.confidence, accused.get(found.suspect.name, 0.0))
    return accused


def _agreeing(case: Case) -> Iterator[Agreement]:
    taken: list[Occurrence] = []
    for suspect in case.once(suspects):
        standing = case.standing(suspect.name)
        for occurrence, confidence in zip(standing, _weighed(case, suspect, standing), strict=True):
            if confidence >= WORTH_SAYING and not any(_overlap(occurrence, other) for other in taken):
                taken.append(occurrence)
                yield Agreement(suspect, occurrence, confidence)


def _weighed(case: Case, suspect: Suspect, standing: list[Occurrence]) -> list[float]:
    """How sure it is of each place of a suspect.

    Several places are weighed together: a sentence that needs the name clears all of them; a word that the name is
    glued to, or sentences that each read on better without it, accuse all of them.
    """
    if suspect.sure:
        needed = _is_needed(case, suspect, standing)
        return [0.0 if needed else _sure(case, suspect, at) for at in standing]
    each = [_agreement(case, suspect, at, len(standing)) for at in standing]
    if len(standing) < 2 or not _in_english(case) or _is_needed(case, suspect, standing):
        return each
    glued = any(found >= AGREED and at.touch is not Touch.FREE for at, found in zip(standing, each, strict=True))
    together = 0.97 if glued else _together(case, suspect, standing)
    return [max(found, together) if at.touch is Touch.FREE else found for at, found in zip(standing, each, strict=True)]


def _together(case: Case, suspect: Suspect, standing: list[Occurrence]) -> float:
    """How sure the places between spaces make together, each weighed as if it were the only one; 0 where they don't."""
    free = [at for at in standing if at.touch is Touch.FREE]
    written = [case.body.text[at.start : at.end] for at in free]
    as_names = all(_is_written_as_a_name(piece, suspect, at) for piece, at in zip(written, free, strict=True))
    if len(set(written)) > 1 or not as_names or _is_written_otherwise(case, written):
        return 0.0  # farms write a name in one way; `AI-Powered SEO` and `AI-powered SEO` are a subject
    alone = [_written_in(case, suspect, at, 1) for at in free]
    bounded = [min(max(p, LEAST), MOST) for p in alone]
    odds = sum(log(p / (1 - p)) for p in bounded)
    if len(bounded) < 2 or odds < (TOGETHER_BEHIND if suspect.where.startswith("behind") else TOGETHER):
        return 0.0
    return min(0.97, 1 / (1 + exp(-odds)))


def _is_written_otherwise(case: Case, written: list[str]) -> bool:
    """Whether the headline has these words in other capitals: `AI-Powered SEO: …`, and `AI-powered SEO` in the text."""
    headline = _squeezed(case.headline.text)
    return any(piece not in headline and piece.lower() in headline.lower() for piece in map(_squeezed, set(written)))


def _squeezed(piece: str) -> str:
    return "".join(piece.split())


def is_spoken_of(case: Case, name: str) -> bool:
    """Whether the body has a name, folded and in lower case, by itself, and nothing says that it was written in."""
    standing = case.standing(name)
    return any(at.touch is Touch.FREE for at in standing) and name not in accused_names(case)


def _is_needed(case: Case, suspect: Suspect, standing: list[Occurrence]) -> bool:
    """Whether a sentence needs a name, so that the story speaks of it: no sentence needs what a farm wrote in.

    A name that stands as a noun does is the story's subject. The word model's doubt is no more than that: a word that
    the name is glued to outweighs one sentence that reads worse without it. In other languages than the model's, a name
    that stands by itself more than once counts as needed.
    """
    free = [at for at in standing if at.touch is Touch.FREE]
    if any(leaves_a_gap(case.body.text, at.start, at.end) for at in free) or _is_subject(case, free):
        return True
    if not _in_english(case):
        return len(free) > 1
    worse = sum(_gain(case, suspect, at) < NEEDED for at in free)
    return worse > _glued(case, suspect, standing, worse) or _is_half_a_name(case, free)


def _is_subject(case: Case, standing: list[Occurrence]) -> bool:
    """Whether at half of its places the name stands as a noun does: at two of them, or in a body that has it in half of
    its sentences.
    """
    text = case.body.text
    nouns = sum(stands_as_a_noun(text, at.start, at.end) for at in standing)
    if nouns == 0 or 2 * nouns < len(standing) or not _in_english(case):
        return False
    starts = [start for start, _ in sentences(text)]
    named = {bisect_right(starts, at.start) for at in standing}
    return nouns > 1 or len(named) >= SUBJECT_SHARE * len(starts)


def _glued(case: Case, suspect: Suspect, standing: list[Occurrence], most: int) -> int:
    """At how many places, `most` at most, the name is glued to a word or a mark as an insertion is; none where it is
    written in more ways than one, for a subject loses its space to a bad extraction as well.
    """
    if len({case.body.text[at.start : at.end] for at in standing}) > 1:
        return 0
    glued = (at for at in standing if at.touch is not Touch.FREE and _splits(case, suspect, at))
    return sum(1 for _ in islice(glued, most))


def _is_half_a_name(case: Case, standing: list[Occurrence]) -> bool:
    """Whether one telling word stands before or behind a name twice (`De Zentora`): they are one name."""
    text, frequent = case.body.text, english().counts.frequent
    before = [_WORD_BEFORE_NAME.search(text, max(0, at.start - 24), at.start) for at in standing]
    after = [_WORD_AFTER_NAME.match(text, at.end) for at in standing]
    for found in (before, after):
        words = [word for match in found if match and (word := match.group(1).lower()) not in frequent]
        if len(set(words)) < len(words):
            return True
    return False


def _gain(case: Case, suspect: Suspect, at: Occurrence) -> float:
    return agreed_numbers(case.names, at.start, at.end, 1, suspect.where)[0]


def _in_english(case: Case) -> bool:
    return case.article.language in (None, "en")


def _overlap(one: Occurrence, other: Occurrence) -> bool:
    return one.start < other.end and other.start < one.end


def _agreement(case: Case, suspect: Suspect, at: Occurrence, times: int) -> float:
    if suspect.sure:
        return _sure(case, suspect, at)
    if times >= SUBJECT or not _in_english(case):
        return 0.96 if times < SUBJECT and _splits_wide(case, suspect, at) else 0.0
    if not _is_written_as_a_name(case.body.text[at.start : at.end], suspect, at):
        return 0.0
    if at.touch is Touch.FREE:
        p = _written_in(case, suspect, at, times)
        return p if p >= AGREED else min(p, SUSPECTED)
    with_name = times == 1 and at.touch is Touch.RIGHT and _goes_on_with_a_name(case, suspect, at)
    return 0.97 if with_name or _splits(case, suspect, at) else 0.0


def _written_in(case: Case, suspect: Suspect, at: Occurrence, times: int) -> float:
    """How likely a name between spaces was written in, by how the sentence reads and what the name looks like."""
    if suspect.accused is Accused.BY_GLUE or in_longer_name(case.names, at.start, at.end, suspect.where):
        return 0.0  # what is tied to a headline (`SARS-CoV-2`) and stands by itself in the body is its subject
    if case.farm < 0.5 and suspect.where.startswith("in front") and not tells(case.names, at.start, at.end):
        return 0.0  # a kicker: the story's subject before a colon
    numbers = agreed_numbers(case.names, at.start, at.end, times, suspect.where)
    return probability(numbers, weights().agreed, FARM_ODDS if case.farm >= 0.5 else 1.0)


def _sure(case: Case, suspect: Suspect, at: Occurrence) -> float:
    """How sure of a name that accuses itself: glued for certain, between spaces where the sentence bears it out."""
    if at.touch is not Touch.FREE:
        return 0.99
    if not _in_english(case):
        return 0.97 if case.farm >= 0.5 else SUSPECTED
    numbers = agreed_numbers(case.names, at.start, at.end, 1, suspect.where)
    return 0.97 if probability(numbers, weights().agreed) >= WRITTEN_IN else 0.0


def _is_written_as_a_name(piece: str, suspect: Suspect, at: Occurrence) -> bool:
    """Whether the words stand there with their capitals; in lower case they may be words, or a handle run together."""
    if at.touch is Touch.FREE:
        words = piece.split()
        return words[-1][0].isdigit() or not words[-1].islower()
    return " " not in suspect.name or " " in piece or not piece[0].islower()


def _splits(case: Case, suspect: Suspect, at: Occurrence) -> bool:
    """Whether what the name is glued to is a word by itself, so that the token is a name and a word.

    A name of several words has no endings of its own, so that a shorter unknown word may follow it.
    """
    text = case.body.text
    before, after = _letters_before(text, at.start), _letters_after(text, at.end)
    model = english()
    match at.touch:
        case Touch.MARK:
            return text[at.start].isupper() or text[at.start].isdigit()
        case Touch.RIGHT:
            known = model.knows(after) and (len(after) > 1 or after == "a")
            return after.islower() and (known or _may_be_a_word(case, suspect, at, after))
        case Touch.LEFT:
            return text[at.start].isupper() and before[-1:].islower() and not _PREFIX.match(before)
        case Touch.BOTH:
            camel = text[at.start].isupper() and before.islower() and after.islower()
            return model.knows((before + after).lower()) or (camel and len(before + after) > UNKNOWN_TAIL)
        case _:
            return False


def _may_be_a_word(case: Case, suspect: Suspect, at: Occurrence, after: str) -> bool:
    """Whether an unknown tail may be a word; behind a signature it may be an address."""
    shortest = SHORT_TAIL if " " in suspect.name else UNKNOWN_TAIL
    signs = suspect.where == "as the byline" and (at.start == 0 or case.body.text[at.start - 1] == "\n")
    return len(after) >= shortest and not signs and _DERIVED.match(after) is None


def _goes_on_with_a_name(case: Case, suspect: Suspect, at: Occurrence) -> bool:
    """Whether the name is glued to a name of the story, as in `The VELTROHarwick shipyard`.

    Signatures lose the space behind them on honest pages (`says editor Ann OakdenPhotos`), so that a byline says
    nothing here, and a source only on a page of a known family of farms.
    """
    if suspect.where == "as the byline" or (suspect.where == "as the source" and case.farm < 0.5):
        return False
    text, after = case.body.text, _letters_after(case.body.text, at.end)
    if not (text[at.start].isupper() and after[1:].islower() and after[0].isupper() and len(after) > SHORT_TAIL):
        return False
    before = _WORD_BEFORE.search(text, max(0, at.start - 16), at.start)
    word = before.group(1).lower() if before else ""
    if word in _SIGNING or word not in english().counts.frequent:
        return False
    alone = re_compile(rf"\b{escape(after.lower())}\b")
    return any(alone.search(folded.lower) for folded in (case.body, case.headline))


def _splits_wide(case: Case, suspect: Suspect, at: Occurrence) -> bool:
    """The same without a word list, for other languages: a name of several words glued to a longer lower-case word that
    stands elsewhere in the text too.
    """
    if at.touch is not Touch.RIGHT or " " not in suspect.name:
        return False
    after = _letters_after(case.body.text, at.end)
    return len(after) > 3 and after.islower() and case.body.lower.count(f" {after} ") > 0


def _letters_before(text: str, end: int) -> str:
    start = end
    while start > max(0, end - 24) and text[start - 1].isalpha():
        start -= 1
    return text[start:end]


def _letters_after(text: str, start: int) -> str:
    end = start
    while end < min(len(text), start + 24) and text[end].isalpha():
        end += 1
    return text[start:end]
