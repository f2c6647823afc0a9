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

from .dom import BITS, HEADINGS, Outline
from .plain_lines import mentioned

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
#: The letters that notices and credits begin with: looked at first, for few blocks have one.
_NOTICE_FIRST = frozenset("eEaAsSgGtTcCiI")
_CREDIT_FIRST = frozenset("(pPiIfFcChH")
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
    kept = _without_pulled(page, _without_called(page, _without_lines(page, chosen)))
    while len(kept) > 1 and _is_heading(page, kept[-1]):
        kept.pop()
    return kept


def _without_lines(page: Outline, chosen: list[int]) -> list[int]:
    """Without leads, credits and notices."""
    texts = page.texts
    short = (text for b in chosen if len(text := texts[b]) <= _CREDIT_LINE)
    credited = mentioned([words.encode() for words in (*_CREDITED, *_SELLERS)], short)
    return [b for b in chosen if not _is_aside(texts[b], page.linked[b]) and not (credited and _is_credit(texts[b]))]


def _is_aside(text: str, linked: int) -> bool:
    size = len(text)
    if size > _NOTICE_LINE:
        return False
    first = text[:1]
    if (first in _NOTICE_FIRST or not first.isascii()) and _NOTICE.match(text):
        return True
    if size > _CREDIT_LINE:
        return False
    if size <= _LINE and (size <= _BARE or 2 * linked >= size) and _LEAD.match(text):
        return True
    return (first in _CREDIT_FIRST or not first.isascii()) and _CREDIT.match(text) is not None


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


def _names_around(page: Outline, chosen: list[int], levels: int) -> list[list[int]]:
    """By level the numbers of the names of the chosen blocks' elements: their own, those of the ones around them."""
    named, parent = np.frombuffer(page.named, dtype=np.int32), np.frombuffer(page.parent, dtype=np.int32)
    element = np.frombuffer(page.element, dtype=np.int32)[chosen]
    numbers = [named[element].tolist()]
    for _ in range(1, levels):
        element = np.maximum(parent[element], 0)
        numbers.append(named[element].tolist())
    return numbers


def _found_in(page: Outline, numbers: list[list[int]], pattern: re.Pattern[str]) -> set[int]:
    """Those of the names that a pattern is found in."""
    return {number for number in set().union(*numbers) if _found(pattern, page.names[number])}


@lru_cache(maxsize=8192)  # a site's pages name their elements alike
def _found(pattern: re.Pattern[str], names: str) -> bool:
    return bool(names) and pattern.search(names) is not None


def _without_called(page: Outline, chosen: list[int]) -> list[int]:
    """Without blocks that the makers call a caption or the like, themselves or the element around them."""
    numbers = _names_around(page, chosen, 2)
    called = _found_in(page, numbers, _CALLED)
    if not called:
        return chosen
    return [b for b, own, above in zip(chosen, *numbers, strict=True) if own not in called and above not in called]


def _without_pulled(page: Outline, chosen: list[int]) -> list[int]:
    """Without quotations set apart whose words a longer paragraph of the choice has too."""
    least, most = _PULLED
    apart = [b for b in _set_apart(page, chosen) if least <= len(page.texts[b]) <= most]
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


def _set_apart(page: Outline, chosen: list[int]) -> list[int]:
    """The chosen blocks within a quotation, or called one, themselves or by one of the two elements around them."""
    numbers = _names_around(page, chosen, 3)
    quoted = _found_in(page, numbers, _QUOTE_NAME)
    marked = np.frombuffer(page.bits, dtype=np.int32)[np.frombuffer(page.element, dtype=np.int32)[chosen]] & _QUOTE
    if not quoted and not marked.any():
        return []
    around = zip(chosen, marked.tolist(), *numbers, strict=True)
    return [b for b, mark, *names in around if mark or not quoted.isdisjoint(names)]


def _is_said(text: str, texts: list[str]) -> bool:
    """Whether a longer one of the texts has the text in it."""
    return any(len(other) > _LONGER * len(text) and text in other for other in texts)


def _plain(text: str) -> str:
    return text.casefold().strip(_MARKS)
