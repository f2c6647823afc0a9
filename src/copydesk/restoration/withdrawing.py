"""Findings that the copies withdraw: what inspection took for written in and what every copy has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from copydesk.record import ACCUSES, Article, Check, Checked, Field, Finding
from copydesk.record import restore as repaired
from copydesk.text.words import Words, words

#: Words before and behind that tell the place.
AROUND = 2
#: Other pages that must have the same words there.
OTHERS = 2
#: Words that may stand in such a place in a page that lacks them: what was written in and what it was glued to.
BETWEEN = 3
#: What a withdrawn finding is still worth: a suspicion.
WITHDRAWN = ACCUSES / 2

#: Bytes of a word's id.
_WORD = 8


@dataclass(frozen=True)
class _Page:
    checked: Checked

    @cached_property
    def words(self) -> Words:
        return words(self.checked.article.body)

    @cached_property
    def ids(self) -> bytes:
        return self.words.ids.tobytes()

    def between(self, before: bytes, behind: bytes) -> Iterator[bytes]:
        """The few words, if any, that stand between the words `before` and those `behind`, wherever both do.

        Nothing before means the start of the text, nothing behind its end.
        """
        at = self.ids.find(before)
        while at >= 0:
            start = at + len(before)
            end = self.ids.find(behind, start, start + _WORD * BETWEEN + len(behind)) if behind else len(self.ids)
            if end >= 0 and at % _WORD == end % _WORD == 0 and end - start <= _WORD * BETWEEN:
                yield self.ids[start:end]
            at = self.ids.find(before, at + 1) if before else -1

    @cached_property
    def beside(self) -> str:
        """What the page says apart from its body, where a brand shows that was written into it."""
        article = self.checked.article
        return " ".join([article.headline or "", article.source or "", *article.byline]).casefold()


def withdraw(members: Sequence[Checked]) -> list[Checked]:
    """The members, with findings turned to suspicions where every page that has the place has the same words there.

    Copies of one tampered copy carry its brand too; but then that one names it in headline or source, and they do not.
    """
    if not any(_doubtable(f) for m in members for f in m.findings):
        return list(members)
    pages = [_Page(m) for m in members]
    return [_without(page, [p for p in pages if p is not page]) for page in pages]


def _doubtable(f: Finding) -> bool:
    return f.accuses and f.check is Check.INJECTED_TEXT and f.field is Field.BODY and f.span is not None


def _without(page: _Page, others: Sequence[_Page]) -> Checked:
    gone = [f for f in page.checked.findings if _doubtable(f) and _held_by_all(f, page, others)]
    if not gone:
        return page.checked
    findings = tuple(
        replace(f, confidence=WITHDRAWN, evidence=(*f.evidence, "every copy has the same words here"))
        if f in gone
        else f
        for f in page.checked.findings
    )
    article: Article = page.checked.article
    return Checked(article=article, findings=findings, restored=repaired(article, findings))


def _held_by_all(f: Finding, page: _Page, others: Sequence[_Page]) -> bool:
    if f.span is None:
        return False
    starts, ends = page.words.starts, page.words.ends
    first = int((ends <= f.span.start).sum())
    last = int((starts < f.span.end).sum())
    if first >= last:
        return False
    low, high = max(0, first - AROUND), last + AROUND
    ids = page.words.ids
    taken, before, behind = (ids[a:b].tobytes() for a, b in ((first, last), (low, first), (last, high)))
    holding = [p for p in others if ids[low:high].tobytes() in p.ids]
    lacking = any(taken not in between for p in others if p not in holding for between in p.between(before, behind))
    named = f.text.strip().casefold()
    naming = sum(named in p.beside for p in (page, *holding))
    return len(holding) >= OTHERS and not lacking and naming in (0, 1 + len(holding))
