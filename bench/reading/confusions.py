"""`python -m bench.reading.confusions`: what is taken for the story though it is not, and what is missed, counted.

On the pages kept for the test (see `pages.py`) each block is held against the true body, as `label.py` aligns them, and
against the body as read. A block that differs is of the first kind in `WRONG` or `MISSED` that fits it; kinds are told
by the names that the page's makers gave the elements around, by tags and by words, so the counts are of forms, not of a
person's judgement. A page counts once, under the kind that most of its differing words are of. Pages whose words differ
though no block does (a headline glued into a paragraph, a truth with other words) count as `within a block`. Written to
`bench/results/reading_confusions.md`.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading.dom import BITS, HEADINGS, Outline, outline
from copydesk.reading.html import body

from .__main__ import RESULTS
from .label import aligned
from .pages import SETS, Example, examples, scorer

_FIGURES = BITS["figure"] | BITS["figcaption"]
_LISTS = BITS["ul"] | BITS["li"] | BITS["table"]


@dataclass(frozen=True)
class Place:
    """A block that differs, and where it stands."""

    page: Outline
    block: int
    names: str
    before: bool
    after: bool

    @property
    def text(self) -> str:
        return self.page.texts[self.block]

    @property
    def bits(self) -> int:
        return self.page.bits[self.page.element[self.block]]

    @property
    def is_heading(self) -> bool:
        return bool(self.bits & BITS["heading"]) or self.page.tag[self.page.element[self.block]] in HEADINGS

    def named(self, words: str) -> bool:
        return re.search(words, self.names) is not None

    def says(self, words: str) -> bool:
        return re.search(words, self.text, re.IGNORECASE) is not None

    @property
    def linked(self) -> float:
        return self.page.linked[self.block] / len(self.text)


Kinds = tuple[tuple[str, Callable[[Place], bool]], ...]
#: What was taken and is not true; the first that fits.
WRONG: Kinds = (
    ("caption or credit of a picture", lambda p: bool(p.bits & _FIGURES) or p.named(r"caption|credit|photo|image")),
    ("comment of a reader", lambda p: p.named(r"comment|disqus|repl(?:y|ies)\b")),
    (
        "newsletter, appeal or offer",
        lambda p: (
            p.named(r"newsletter|subscri|paywall|donat|promo|signup|cta") or p.says(r"newsletter|subscribe|sign up")
        ),
    ),
    ("about the author or the outlet", lambda p: p.named(r"author|bio\b|byline|about")),
    (
        "other stories: lists, teasers, links",
        lambda p: p.linked > 0.5 or p.named(r"related|recommend|teaser|popular|read-?more|more-|also|trending|card"),
    ),
    ("headline, standfirst or stamp above", lambda p: p.before),
    ("a heading", lambda p: p.is_heading),
    ("other text below the story", lambda p: p.after),
    ("other text within it", lambda _: True),
)
#: What is true and was not taken.
MISSED: Kinds = (
    ("a heading", lambda p: p.is_heading),
    ("caption of a picture", lambda p: bool(p.bits & _FIGURES) or p.named(r"caption|credit")),
    ("item of a list or table", lambda p: bool(p.bits & _LISTS)),
    ("text above the first paragraph taken", lambda p: p.before),
    ("text below the last paragraph taken", lambda p: p.after),
    ("text between", lambda _: True),
)


def main() -> None:
    """Count, and write the table."""
    measure = scorer()
    by_page: dict[str, Counter[str]] = {s: Counter() for s in SETS}
    by_words: dict[str, Counter[str]] = {s: Counter() for s in SETS}
    for page in examples():
        if page.is_test:
            exact, lost = losses(page, measure.WORD)
            worst = "exact" if exact else max(lost, key=lambda kind: lost[kind]) if lost else "within a block"
            by_page[page.corpus][worst] += 1
            by_words[page.corpus].update(lost)
    (RESULTS / "reading_confusions.md").write_text(table(by_page, by_words))


def losses(page: Example, word: re.Pattern[str]) -> tuple[bool, Counter[str]]:
    """Whether the words of a page's body are exactly right, and the words that differ, by kind."""
    tree = LexborHTMLParser(page.content)
    blocks = outline(tree)
    read = "\n".join(body(tree, None, None, page.url or None).paragraphs)
    words = [word.findall(text) for text in blocks.texts]
    true = aligned(words, word.findall(page.body))
    taken = np.array([text in read for text in blocks.texts], dtype=bool)
    lost: Counter[str] = Counter()
    for sort, kinds, differs, other in (
        ("taken: ", WRONG, taken & ~true, true),
        ("missed: ", MISSED, true & ~taken, taken),
    ):
        inside = np.flatnonzero(other)
        for b in np.flatnonzero(differs).tolist():
            around = (len(inside) > 0 and b < inside[0], len(inside) > 0 and b > inside[-1])
            place = Place(blocks, b, _names(blocks, b), *around)
            lost[sort + next(kind for kind, fits in kinds if fits(place))] += max(len(words[b]), 1)
    return word.findall(page.body) == word.findall(read), lost


def _names(page: Outline, block: int) -> str:
    """The names of the five innermost elements around a block."""
    element, found = page.element[block], []
    for _ in range(5):
        if element < 0:
            break
        found.append(page.names_of(element))
        element = page.parent[element]
    return " ".join(found).lower()


def table(by_page: dict[str, Counter[str]], by_words: dict[str, Counter[str]]) -> str:
    """The report in Markdown."""
    sets = list(by_page)
    lines = [
        "# What reading confuses",
        "",
        "Written by `python -m bench.reading.confusions`, which says how kinds are told.",
    ]
    for title, counts in (("Pages, by what most of their differing words are", by_page), ("Differing words", by_words)):
        kinds = sorted({k for c in counts.values() for k in c}, key=lambda k: -sum(c[k] for c in counts.values()))
        lines += ["", f"## {title}", "", f"| | {' | '.join(sets)} |", "|---|" + "---|" * len(sets)]
        lines += [f"| {kind} | {' | '.join(str(counts[s][kind]) for s in sets)} |" for kind in kinds]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
