"""What each pickup is to the story, and what the copies say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from copydesk.record import Check, Field, Finding, Pickup, Role, Span, Variant, VariantKind
from copydesk.text.alignment import Alignment, align
from copydesk.text.times import days_between
from copydesk.text.words import Words, words

from .apparatus import Side, changes_words, variants
from .dating import Supported, redated
from .headlines import around
from .witnesses import Witness

#: Shares of words; see docs/restoration.md for how they were found.
EXCERPT_COVERAGE = 0.75
QUOTES_OWN = 0.5
#: A copy is spun where so many of each hundred words are replaced, in many places.
SPUN_SHARE = 0.08
SPUN_PLACES = 8
#: Words beyond the story's that make an honest copy another version rather than an edit.
VERSION_WORDS = 30
VERSION_HOURS = 1
#: Share of a copy's words that stand in the story where it has nothing of its own.
SAME_TEXT = 0.9
#: Words of the story's end that a copy must lack before it is cut short.
CUT_WORDS = 15
LEFT_OVER = 4

_ENDS = (".", "!", "?", "…", "。", "！", "？", '"', "”", "’", "»", ")", "]", ":")
_FIRST = 16
_WHOLE = align(np.ones(1, np.uint64), np.ones(1, np.uint64))
_NOTHING = align(np.empty(0, np.uint64), np.empty(0, np.uint64))


@dataclass(frozen=True)
class Told:
    """A story's text, put together; its words are made where a pickup has another text."""

    text: str
    base: Witness

    @cached_property
    def words(self) -> Words:
        """The words of `text`."""
        return self.base.words if self.text == self.base.text else words(self.text)


def pickup(story: Told, headline: str, w: Witness, time: Supported, *, is_origin: bool) -> Pickup:
    """One witness as a pickup of the story, with its findings completed by what the copies show."""
    text = w.article.body
    as_told = text == story.text
    found = _throughout(text) if as_told else align(story.words.ids, w.found.ids)
    findings = list(w.checked.findings)
    suspect = not w.honest
    every: tuple[Variant, ...] = ()
    if not as_told:
        every = variants(Side(story.text, story.words), Side(text, w.found), found, findings, suspect=suspect)
    # Other signs and capitals are an outlet's house style: told, but no evidence.
    apparatus = tuple(v for v in every if changes_words(v))
    role = _role(w, found, apparatus, time, is_origin=is_origin, suspect=suspect)
    suspect = suspect or role in (Role.TAMPERED, Role.SPUN)
    same_text = as_told or found.matched >= SAME_TEXT * (found.words_b - _accused_words(w))
    findings += _from_copies(w, headline, apparatus, suspect=suspect)
    if role is Role.SPUN and not any(f.check is Check.SPUN and f.accuses for f in findings):
        findings.append(_spun(apparatus, found))
    if (late := redated(w, time, suspect=suspect, same_text=same_text)) and not _has(findings, Check.REDATED):
        findings.append(late)
    cut = None if as_told else _cut_short(story, w, found, suspect=suspect)
    if cut and not _has_in_body(findings, Check.CUT_SHORT):
        findings.append(cut)
    article = w.article
    return Pickup(
        name=article.name,
        url=article.url,
        site=article.site,
        headline=article.headline,
        claimed_published=article.published,
        claimed_source=article.source,
        captured=article.captured,
        coverage=round(found.coverage_a, 4),
        similarity=round(found.similarity, 4),
        role=role,
        findings=tuple(findings),
        variants=every,
    )


def _throughout(text: str) -> Alignment:
    """A text aligned with itself, as one word of it would be: only shares are asked for, and to count words takes time.

    An ASCII letter or digit is always of a word; where none is among the first signs, the words are made.
    """
    plain = text[:_FIRST].encode("ascii", "ignore")
    return _WHOLE if any(chr(sign).isalnum() for sign in plain) or len(words(text)) else _NOTHING


def _accused_words(w: Witness) -> int:
    """How many words of the copy's body stand in what its findings accuse: none of them is a text of its own."""
    within = np.zeros(len(w.found), bool)
    for f in w.checked.findings:
        if f.accuses and f.field is Field.BODY and f.span:
            within |= (w.found.starts >= f.span.start) & (w.found.ends <= f.span.end)
    return int(within.sum())


def _has(findings: Sequence[Finding], check: Check) -> bool:
    return any(f.check is check and f.accuses for f in findings)


def _has_in_body(findings: Sequence[Finding], check: Check) -> bool:
    return any(f.check is check and f.accuses and f.field is Field.BODY for f in findings)


def _role(
    w: Witness,
    found: Alignment,
    apparatus: Sequence[Variant],
    time: Supported,
    *,
    is_origin: bool,
    suspect: bool,
) -> Role:
    if is_origin:
        return Role.ORIGIN
    replaced = [v for v in apparatus if v.kind is VariantKind.REPLACED]
    if len(replaced) >= SPUN_PLACES and _words_in(replaced) >= SPUN_SHARE * max(1, found.matched):
        return Role.SPUN
    if suspect or any(v.kind is VariantKind.INJECTED for v in apparatus):
        return Role.TAMPERED
    if found.coverage_b < QUOTES_OWN:
        return Role.QUOTES
    added = _words_in([v for v in apparatus if v.kind is VariantKind.ADDED])
    late = days_between(time.time, w.article.published) if time.time else None
    if added >= VERSION_WORDS and late is not None and late * 24 >= VERSION_HOURS:
        return Role.LATER_VERSION
    if found.coverage_a < EXCERPT_COVERAGE:
        return Role.EXCERPT
    if any(v.kind is not VariantKind.FURNITURE for v in apparatus):
        return Role.EDITED
    return Role.VERBATIM


def _words_in(found: Sequence[Variant]) -> int:
    return sum(len(words(v.text)) for v in found)


def _from_copies(w: Witness, headline: str, apparatus: Sequence[Variant], *, suspect: bool) -> list[Finding]:
    """Injected text that the alignment shows and inspection did not."""
    if not suspect:
        return []
    known = [f for f in w.checked.findings if f.accuses and f.check is Check.INJECTED_TEXT]
    body = [f.span for f in known if f.field is Field.BODY and f.span]
    out = []
    for v in apparatus:
        if v.kind is not VariantKind.INJECTED or any(s.start < v.span.end and s.end > v.span.start for s in body):
            continue
        out.append(_injected(Field.BODY, v.span, v.text, "no other copy of the story has these words here"))
    as_found = w.article.headline or ""
    if not any(f.field is Field.HEADLINE for f in known):
        for start, end in around(headline, as_found):
            span = Span(start, end)
            out.append(
                _injected(Field.HEADLINE, span, as_found[start:end], "the story's headline in its copies lacks them")
            )
    return out


def _injected(field: Field, span: Span, text: str, evidence: str) -> Finding:
    return Finding(
        check=Check.INJECTED_TEXT,
        field=field,
        span=span,
        text=text,
        repair="",
        confidence=0.85,
        evidence=(evidence,),
        message=f"“{text.strip()}” is not in the story.",
    )


def _spun(apparatus: Sequence[Variant], found: Alignment) -> Finding:
    replaced = [v for v in apparatus if v.kind is VariantKind.REPLACED]
    count = _words_in(replaced)
    shown = tuple(f"“{v.text}” for “{v.reading}”" for v in replaced[:4])
    return Finding(
        check=Check.SPUN,
        field=Field.BODY,
        confidence=0.8,
        evidence=shown,
        message=f"{len(replaced)} places have other words than the story, {count} of {found.words_b} words.",
    )


def _cut_short(story: Told, w: Witness, found: Alignment, *, suspect: bool) -> Finding | None:
    if len(found.blocks) == 0:
        return None
    x, y, n = found.blocks[-1].tolist()
    missing = found.words_a - (x + n)
    beyond = found.words_b - (y + n)
    if missing < CUT_WORDS or beyond > 3 or len(found.moved):
        return None
    body = w.article.body.rstrip()
    # A last line of a word or two is furniture left over, no sentence that breaks off.
    amid = not body.endswith(_ENDS) and len(body.rsplit("\n\n", 1)[-1].split()) > LEFT_OVER
    end = len(w.article.body)
    start = int(w.found.starts[max(0, len(w.found) - 3)])
    lost = story.text[int(story.words.ends[x + n - 1]) :].split()
    return Finding(
        check=Check.CUT_SHORT,
        field=Field.BODY,
        span=Span(start, end),
        text=w.article.body[start:end],
        confidence=0.9 if suspect and amid else 0.75 if suspect or amid else 0.4,
        evidence=(
            f"the story goes on for {missing} words: “{' '.join(lost[:12]).lstrip('.,;: ')} …”",
            "the copy stops in mid-sentence" if amid else "the copy stops at the end of a sentence",
        ),
        message=f"The copy lacks the last {missing} of the story's {found.words_a} words.",
    )
