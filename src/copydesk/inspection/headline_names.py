"""Verdicts on names set off from a headline: the site's own, a newsroom's, a part of the story, or put there."""

from re import compile as re_compile

import msgspec

from .affixes import Affix, Side
from .agreement import is_spoken_of
from .case import Case
from .english import english
from .newsroom import is_agency, sounds_like_outlet, sounds_like_product
from .own_names import compact
from .suspects import agreed_by_site, is_said, key

_WORD = re_compile(r"[^\W\d_]+")
_SHORT_CAPITALS = re_compile(r"[A-Z]{2,4}$")
#: A name behind a headline that accuses by its own looks has at most this many words; longer ones are subtitles.
WORDS = 4
#: A product's name in front of a headline has at most this many words; longer ones are the headline's first half.
FRONT_WORDS = 3


class Verdict(msgspec.Struct, frozen=True):
    """How sure it is that a name was put to the headline, and why."""

    confidence: float
    evidence: tuple[str, ...]


NOTHING = Verdict(0.0, ())
SPOKEN_OF = "but the story speaks of it"


def judge_odd(case: Case, affix: Affix, accused: dict[str, float]) -> Verdict:
    """A name set off as outlets do not set off theirs; a lone short word in capitals may be a story's attribution."""
    evidence = [
        f"`{affix.name}` stands {affix.where} the headline, set off by `{affix.separator}`; outlets put a "
        "space after the colon, and on both sides of the dash"
    ]
    if key(affix.name) in accused:
        return Verdict(0.99, (*evidence, "the same words are glued or written into the body"))
    if is_agency(affix.name) or (affix.side is Side.BACK and sounds_like_outlet(affix.name)):
        return Verdict(0.4, (*evidence, "it is called like an agency or an outlet"))
    if is_said(case, affix) or ("-" in affix.separator and affix.side is Side.BACK and _is_attribution(affix.name)):
        return Verdict(0.4, tuple(evidence))
    if is_spoken_of(case, key(affix.name)):
        return Verdict(0.4, (*evidence, SPOKEN_OF))
    return Verdict(0.97, tuple(evidence))


def _is_attribution(name: str) -> bool:
    """Whether a story may be put down to `name` behind its headline, as in `… -WHO`."""
    return _SHORT_CAPITALS.match(name) is not None and (len(name) < 4 or name in english().counts.names)


def judge_spaced(case: Case, affix: Affix, accused: dict[str, float]) -> Verdict:
    """A name set off like house style: other evidence must join."""
    if written_in := accused.get(key(affix.name)):
        where = f"`{affix.name}` stands {affix.where} the headline, and where it has no place in the body"
        return Verdict(written_in, (where,))
    if sounds_like_outlet(affix.name):
        return NOTHING
    evidence = [f"`{affix.name}` stands {affix.where} the headline, and is not told to be the site's name"]
    if pages := agreed_by_site(case, affix):
        evidence.append(f"it stands there on {pages} of {case.site.pages} pages seen of the site")
        if is_spoken_of(case, key(affix.name)):
            return Verdict(0.4, (*evidence, SPOKEN_OF))
        return Verdict(0.97, tuple(evidence))
    if _is_byline(case, affix) and not sounds_like_product(affix.name):
        return NOTHING
    if affix.side is Side.FRONT and case.headline.text[affix.end].islower():
        return NOTHING  # `Name: what users should know` is one headline
    unknown = _unknown(affix.name)
    behind = affix.side is Side.BACK and affix.separator.strip() in ("-", "|") and len(affix.name.split()) <= WORDS
    if not (behind or unknown) or _first_word_in_body(case, affix):
        return NOTHING
    if case.farm >= 0.5 and (behind or sounds_like_product(affix.name)):
        evidence.append("the page is laid out or addressed like those of a known family of copy farms")
        return Verdict(0.96, tuple(evidence))
    if sounds_like_product(affix.name) and unknown and (behind or len(affix.name.split()) <= FRONT_WORDS):
        evidence.append("it is called like an investment product, and the story does not speak of it")
        return Verdict(0.92, tuple(evidence))
    return Verdict(0.35, tuple(evidence)) if behind else NOTHING


def judge_tight(case: Case, affix: Affix, accused: dict[str, float]) -> Verdict:
    """A name that a hyphen ties to the headline: the body tells or, on a page of a known family, the source."""
    if written_in := accused.get(key(affix.name)):
        return Verdict(written_in, (f"`{affix.name}` is tied to the headline, and has no place in the body",))
    if case.article.source is None or key(case.article.source) != key(affix.name):
        return NOTHING
    evidence = [f"`{affix.name}`, which the page names as its source, is tied to the headline by a hyphen"]
    if case.farm < 0.5:
        return Verdict(0.4, tuple(evidence))
    evidence.append("the page is laid out or addressed like those of a known family of copy farms")
    return Verdict(0.95, tuple(evidence))


def _is_byline(case: Case, affix: Affix) -> bool:
    return any(compact(affix.name) == compact(name) for name in case.article.byline)


def _unknown(name: str) -> bool:
    model = english()
    return any(word not in model.counts.names and not model.knows(word.lower()) for word in _WORD.findall(name))


def _first_word_in_body(case: Case, affix: Affix) -> bool:
    return affix.name.split()[0].lower() in case.body.lower
