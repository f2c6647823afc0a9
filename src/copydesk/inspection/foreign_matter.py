"""`foreign-matter`: another page's furniture inside the body.

Evidence: a paragraph that is, as a whole, a line of a kind that stories do not have: a content system's code, a
sponsor's note, the mark of an advertisement, an invitation to subscribe (`foreign.toml`, each with its weight); a
disclaimer about copyright in another language than the story's; a paragraph that is word for word the headline of an
item that the page recommends. What honest outlets leave in their bodies too stays a suspicion.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from re import Pattern
from re import compile as re_compile
from tomllib import loads

import msgspec

from copydesk.record import Check, Field, Finding, Span
from copydesk.text.folding import unusual

from .case import Case

#: Longer paragraphs are the story's; the longest disclaimer on the counted pages had 310 code points.
LONGEST = 400
#: A recommended headline of fewer words may be a story's own line.
FEWEST_WORDS = 4

#: A recommended headline in the body: tables of contents repeat a story's own headings, so that it accuses nobody.
TITLE = 0.15


class Line(msgspec.Struct, frozen=True):
    """A kind of line that stories do not have: one that begins by the pattern, or has one of the words anywhere."""

    says: str
    pattern: Pattern[str] | None
    words: tuple[str, ...]
    weight: float
    other_language: bool

    def fits(self, paragraph: str, language: str | None) -> bool:
        """Whether the paragraph is such a line in a story of that language."""
        begins = self.pattern is not None and self.pattern.match(paragraph) is not None
        if not begins and not any(word in paragraph for word in self.words):
            return False
        return not self.other_language or (language is not None and not _is_language(paragraph, language))


def check(case: Case) -> Iterator[Finding]:
    """One finding for each paragraph that is no part of the story."""
    titles = {item.headline for item in case.article.recommended if len(item.headline.split()) >= FEWEST_WORDS}
    paragraphs = case.article.paragraphs
    begins = _beginnings().match
    words = [word for word, letters in _words() if letters <= case.body.letters and word in case.as_found]
    at = 0
    for paragraph in paragraphs:
        if len(paragraph) <= LONGEST and (
            begins(paragraph) or paragraph in titles or (words and any(word in paragraph for word in words))
        ):
            found = _weigh(paragraph, case.article.language, titles)
            if found:
                yield _finding(paragraph, at, found, only=len(paragraphs) == 1)
        at += len(paragraph) + 2


def _weigh(paragraph: str, language: str | None, titles: set[str]) -> tuple[str, float] | None:
    if paragraph in titles:
        return "the headline of an item that the page recommends", TITLE
    for line in _lines():
        if line.fits(paragraph, language):
            return line.says, line.weight
    return None


def _is_language(paragraph: str, language: str) -> bool:
    """Whether the paragraph may well be in the story's language, by its script and that language alone."""
    wide = sum(letter > "\u2e7f" for letter in paragraph)
    if language in ("zh", "ja", "ko"):
        return wide > 0
    return language != "en"


@cache
def _beginnings() -> Pattern[str]:
    """All patterns as one: nearly every paragraph is done with one question."""
    return re_compile("|".join(line.pattern.pattern for line in _lines() if line.pattern) or r"(?!)")


@cache
def _words() -> tuple[tuple[str, frozenset[str]], ...]:
    """All words, each with its letters that few texts have: what lacks one of them cannot hold the word."""
    return tuple((word, unusual(word)) for line in _lines() for word in line.words)


@cache
def _lines() -> tuple[Line, ...]:
    data = loads(files("copydesk.inspection").joinpath("foreign.toml").read_text("utf-8"))
    return tuple(
        Line(
            line["says"],
            re_compile(line["pattern"]) if "pattern" in line else None,
            tuple(line.get("words", ())),
            line["weight"],
            line.get("other_language", False),
        )
        for line in data["line"]
    )


def _finding(paragraph: str, at: int, found: tuple[str, float], *, only: bool) -> Finding:
    says, weight = found
    end = at + len(paragraph)
    confidence = min(weight, 0.45) if only else weight
    return Finding(
        check=Check.FOREIGN_MATTER,
        field=Field.BODY,
        span=Span(at, end),
        text=paragraph,
        repair="" if confidence >= 0.5 else None,
        confidence=confidence,
        evidence=(f"a paragraph of its own: {says}",),
        message="A paragraph of the body is no part of the story.",
    )
