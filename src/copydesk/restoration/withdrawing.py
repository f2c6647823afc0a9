"""Findings that the copies withdraw: what inspection took for written in and what every copy has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from copydesk.record import ACCUSES, Article, Check, Checked, Field, Finding, Span
from copydesk.record import restore as repaired
from copydesk.text.words import Words, words

from .witnesses import DISHONEST

#: Words before and behind that tell the place.
AROUND = 2
#: Other pages that must have the same words there.
OTHERS = 2
#: Words that may stand in such a place in a page that lacks them: what was written in and what it was glued to.
BETWEEN = 3
#: Texts that are looked at.
COMPARED = 200
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

    def accuses_beside(self, name: str) -> bool:
        """Whether inspection says of the name that it was put into something else than the body too."""
        accusing = (f for f in self.checked.findings if f.accuses and f.field is not Field.BODY)
        return any(name in f.text.casefold() for f in accusing)

    def else_honest(self, name: str) -> bool:
        """Whether nothing speaks against the page but that name."""
        against = (f for f in self.checked.findings if f.accuses and f.check in DISHONEST)
        return all(f.check is Check.INJECTED_TEXT and name in f.text.casefold() for f in against)


def withdraw(members: Sequence[Checked]) -> list[Checked]:
    """The members, with findings turned to suspicions where every page that has the place has the same words there.

    Copies of one tampered copy carry its brand too; but then that one alone names it in headline or source. And what
    is known to have been put into a headline was put into the body as well, unless pages of two sites that nothing else
    speaks against have it: two hands do not write in the same name.
    """
    if not any(_doubtable(f) for m in members for f in m.findings):
        return list(members)
    pages = [_Page(m) for m in members]
    texts: dict[bytes, list[_Page]] = {}
    for page in sorted(pages, key=lambda p: p.ids):
        texts.setdefault(page.ids, []).append(page)
    texts = dict(list(texts.items())[:COMPARED])
    made: dict[tuple[bytes, Span | None], bool] = {}
    return [_without(page, texts, made) for page in pages]


def _doubtable(f: Finding) -> bool:
    return f.accuses and f.check is Check.INJECTED_TEXT and f.field is Field.BODY and f.span is not None


def _without(
    page: _Page, texts: Mapping[bytes, Sequence[_Page]], made: dict[tuple[bytes, Span | None], bool]
) -> Checked:
    names = set()
    for f in filter(_doubtable, page.checked.findings):
        if (page.ids, f.span) not in made:
            made[page.ids, f.span] = _held_by_all(f, page, texts)
        if made[page.ids, f.span]:
            names.add(_name(f))
    if not names:
        return page.checked
    findings = tuple(
        replace(f, confidence=WITHDRAWN, evidence=(*f.evidence, "every copy has the same words here"))
        if f.accuses and f.check is Check.INJECTED_TEXT and _name(f) in names
        else f
        for f in page.checked.findings
    )
    article: Article = page.checked.article
    return Checked(article=article, findings=findings, restored=repaired(article, findings))


def _name(f: Finding) -> str:
    return f.text.strip(" :|-–—·•»«/").casefold()


def _held_by_all(f: Finding, page: _Page, texts: Mapping[bytes, Sequence[_Page]]) -> bool:
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
    holding: list[_Page] = []
    for text, same in texts.items():
        if ids[low:high].tobytes() in text:
            holding += same
        elif any(taken not in between for between in same[0].between(before, behind)):
            return False
    name = _name(f)
    if len(holding) <= OTHERS or sum(name in p.beside for p in holding) == 1:
        return False
    honest = {p.checked.article.site for p in holding if p.else_honest(name)}
    return len(honest) > 1 or not any(p.accuses_beside(name) for p in holding)
