"""Lines among a body's paragraphs that are not the story's, told by their own words and place whatever the markup says.

Things that the model cannot tell well, since they stand in the story's own container and look like paragraphs: a line
that leads elsewhere (`Read more: …`), a credit, a notice of the page's own (consent for embedded content, an offer to
subscribers), what its makers call a caption, a quotation pulled out of the text, and a heading that nothing follows. On
the training pages, with scores by trees that had not seen them, leads, credits and headings took exact bodies from 34.7
to 37.1 % on fundus (124 pages) and from 25.4 to 26.0 % on wcxb (496), and F1 from .9658 to .9667 and from .9563 to
.9565. The others were found among those pages' misses by one block or two, and take exact bodies there from 39.5 to
42.7 % and from 24.4 to 25.8 %, and F1 from .9664 to .9672 and from .9576 to .9578.
"""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .dom import BITS, HEADINGS, Outline
from .plain_lines import has_one, joined

#: Lines that lead elsewhere are no longer than this; credits neither.
_LINE = 160
_CREDIT_LINE = 200
#: A lead this short has no link: `Advertisement`, `Recommended videos`.
_BARE = 30

_LEAD = re.compile(
    r"(?:read (?:more|also|next)|also read|related|see (?:also|more)|more on this|watch|jump to|check out|don['’]t miss"
    r"|sign up|subscribe|advertisement|recommended(?: videos)?|[àa] lire(?: aussi)?|lire aussi|lesen sie(?: auch)?"
    r"|mehr zum thema|zum artikel|auch interessant|empfohlener|anzeige|lees ook|l[æe]s også|läs också|lee también"
    r"|leia (?:também|mais)|leggi anche|читайте также)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"©|\((?:quelle|source|fonte)\b|(?:photo|image|foto|picture|credit)s?(?: by| credit)?\s?:"
    r"|(?:featured|header) image\b",
    re.IGNORECASE,
)
#: Words that make a line a credit wherever they stand in it, in small letters.
_CREDITED = (
    "contributed to this report",
    "contributed reporting",
    "additional reporting",
    "used under license",
    "used under licence",
)
#: Sellers of pictures: a line that has one and is no sentence is a credit.
_SELLERS = ("shutterstock", "getty images")
_CREDIT_WORDS = [words.encode() for words in (*_CREDITED, *_SELLERS)]
#: What a page says of itself. Of the chosen blocks of the training pages that they fit, 2 of 33 are the story's.
_NOTICE = re.compile(
    r"empfohlener redaktioneller inhalt|externer inhalt|an dieser stelle finden sie (?:externe|einen)"
    r"|advertisement\W{1,3}(?:scroll|continue|story continues)|(?:article|story) continues (?:after|below)"
    r"|already a subscriber|subscribe (?:now|to (?:our|the))\b|sign up (?:for|to) (?:our|the)\b"
    r"|get the latest\b.{0,40}\b(?:news|updates|stories)"
    r"|article content$|(?:table of )?contents:?$|in this (?:article|guide|post):?$",
    re.IGNORECASE,
)
_NOTICE_LINE = 400
#: The two letters that notices and credits begin with: looked at first, for few blocks have them.
_OPENS = frozenset("em ex an ad ar st al su si ge ta co in (q (s (f ph im fo pi cr fe he".split())  # noqa: SIM905
#: Names of what is no paragraph: of the chosen blocks of the training pages so called, 4 of 81 are the story's.
_CALLED = re.compile(
    r"(?:^|[\s_-])(?:caption|credit|byline|timestamp|dateline)(?:$|[\s_-])|visually-?hidden|(?:^|\s)sr-only(?:\s|$)"
    r"|screen-reader",
    re.IGNORECASE,
)
#: A quotation pulled out is at least half a line, and shorter by so much than the paragraph that has it too.
_PULLED = (40, 400)
_LONGER = 1.15
_QUOTE = BITS["blockquote"] | BITS["aside"]
_QUOTE_NAME = re.compile("quote|pull", re.IGNORECASE)
_STOPS = (".", "!", "?", "”", '"')
_MARKS = " \"“”„«»'‘’.…"


def without_asides(page: Outline, chosen: list[int]) -> list[int]:
    """The chosen blocks without asides of all the kinds above, and without headings at the end."""
    kept = _without_named(page, _without_lines(page, chosen))
    while len(kept) > 1 and _is_heading(page, kept[-1]):
        kept.pop()
    return kept


def _without_lines(page: Outline, chosen: list[int]) -> list[int]:
    """Without leads, credits and notices."""
    texts = page.texts
    credited = has_one(_CREDIT_WORDS, joined([text for b in chosen if len(text := texts[b]) <= _CREDIT_LINE]))
    linked = page.linked
    out: list[int] = []
    for b in chosen:
        text = texts[b]
        if _may_open(text[:2]) and _opens_aside(text):
            continue
        size = len(text)
        if size <= _LINE and (size <= _BARE or 2 * linked[b] >= size) and _LEAD.match(text):
            continue
        if not (credited and _is_credit(text)):
            out.append(b)
    return out


@lru_cache(maxsize=1024)
def _may_open(two: str) -> bool:
    """Whether a notice or a credit may begin with these letters; some beyond ASCII count as an `i` or `s`."""
    return two.lower() in _OPENS or not two.isascii()


def _opens_aside(text: str) -> bool:
    """Whether a text is a notice, or begins as a credit does."""
    if len(text) > _NOTICE_LINE:
        return False
    return _NOTICE.match(text) is not None or (len(text) <= _CREDIT_LINE and _CREDIT.match(text) is not None)


def _is_credit(text: str) -> bool:
    if len(text) > _CREDIT_LINE:
        return False
    lower = text.lower()
    if any(words in lower for words in _CREDITED):
        return True
    return not text.endswith(_STOPS) and any(name in lower for name in _SELLERS)


def _is_heading(page: Outline, b: int) -> bool:
    element = page.element[b]
    return page.tag[element] in HEADINGS or bool(page.bits[element] & BITS["heading"])


#: What the makers' names say of a block: that it is a caption or the like, that it is a quotation.
_IS_CALLED, _IS_QUOTE = 1, 2


@lru_cache(maxsize=8192)  # a site's pages name their elements alike
def _told_by(names: str) -> int:
    if not names:
        return 0
    called, quote = _CALLED.search(names) is not None, _QUOTE_NAME.search(names) is not None
    return _IS_CALLED * called | _IS_QUOTE * quote


def _names_around(page: Outline, element: NDArray[np.int32]) -> list[list[int]]:
    """By level the numbers of elements' names: their own, and of the two around each."""
    named, parent = np.frombuffer(page.named, dtype=np.int32), np.frombuffer(page.parent, dtype=np.int32)
    numbers = [named[element].tolist()]
    for _ in range(2):
        element = np.maximum(parent[element], 0)
        numbers.append(named[element].tolist())
    return numbers


def _without_named(page: Outline, chosen: list[int]) -> list[int]:
    """Without what the makers call a caption or the like, and without quotations set apart that stand twice.

    Blocks are called so themselves or by the element around them, quotations also by the next one.
    """
    elements = np.frombuffer(page.element, dtype=np.int32)[chosen]
    numbers = _names_around(page, elements)
    told = {number: kind for number in set().union(*numbers) if (kind := _told_by(page.names[number]))}
    quoted = {number for number, kind in told.items() if kind & _IS_QUOTE}
    rows = list(zip(chosen, *numbers, strict=True))
    called = {number for number, kind in told.items() if kind & _IS_CALLED}
    if called:
        rows = [row for row in rows if row[1] not in called and row[2] not in called]
        chosen = [row[0] for row in rows]
    if not quoted and not (np.frombuffer(page.bits, dtype=np.int32)[elements] & _QUOTE).any():
        return chosen
    apart = [row[0] for row in rows if page.bits[page.element[row[0]]] & _QUOTE or not quoted.isdisjoint(row[1:])]
    return _without_pulled(page, chosen, apart)


def _without_pulled(page: Outline, chosen: list[int], apart: list[int]) -> list[int]:
    """Without those of the blocks set apart whose words a longer paragraph of the choice has too."""
    least, most = _PULLED
    apart = [b for b in apart if least <= len(page.texts[b]) <= most]
    if not apart:
        return chosen
    texts = [page.texts[b] for b in chosen]
    whole = "\n".join(texts).encode("utf-8", "replace").lower()
    twice = {b for b in apart if not (said := page.texts[b].strip(_MARKS)).isascii() or _stands_twice(said, whole)}
    if not twice:
        return chosen
    texts = list(map(_plain, texts))
    return [b for b, said in zip(chosen, texts, strict=True) if b not in twice or not _is_said(said, texts)]


def _stands_twice(text: str, whole: bytes) -> bool:
    """Whether a text in ASCII stands twice in `whole`, small letters, which has it once at least."""
    said = text.encode().lower()
    return whole.find(said, whole.find(said) + 1) >= 0


def _is_said(text: str, texts: list[str]) -> bool:
    """Whether a longer one of the texts has the text in it."""
    return any(len(other) > _LONGER * len(text) and text in other for other in texts)


def _plain(text: str) -> str:
    return text.casefold().strip(_MARKS)
