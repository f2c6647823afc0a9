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

from .dom import BITS, HEADINGS, Outline

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
    kept = _without_pulled(page, [b for b in chosen if not _is_aside(page, b) and not _is_called(page, b)])
    while len(kept) > 1 and _is_heading(page, kept[-1]):
        kept.pop()
    return kept


def _is_aside(page: Outline, b: int) -> bool:
    text = page.texts[b]
    size = len(text)
    if size <= _NOTICE_LINE and _NOTICE.match(text):
        return True
    if size > _CREDIT_LINE:
        return False
    if size <= _LINE and (size <= _BARE or 2 * page.linked[b] >= size) and _LEAD.match(text):
        return True
    lower = text.lower()
    if _CREDIT.match(text) or any(words in lower for words in _CREDITED):
        return True
    return not text.endswith(_STOPS) and any(name in lower for name in _SELLERS)


def _is_heading(page: Outline, b: int) -> bool:
    element = page.element[b]
    return page.tag[element] in HEADINGS or bool(page.bits[element] & BITS["heading"])


def _is_called(page: Outline, b: int) -> bool:
    """Whether the makers call the block, or the element around it, a caption or the like."""
    element = page.element[b]
    parent = max(page.parent[element], 0)
    return _named_aside(page.names_of(element)) or _named_aside(page.names_of(parent))


@lru_cache(maxsize=4096)
def _named_aside(names: str) -> bool:
    return bool(names) and _CALLED.search(names) is not None


def _without_pulled(page: Outline, chosen: list[int]) -> list[int]:
    """Without quotations set apart whose words a longer paragraph of the choice has too."""
    texts: list[str] = []
    kept: list[int] = []
    for b in chosen:
        text = page.texts[b]
        if _PULLED[0] <= len(text) <= _PULLED[1] and _is_set_apart(page, b):
            texts = texts or [_plain(page.texts[c]) for c in chosen]
            said = _plain(text)
            if any(len(other) > _LONGER * len(said) and said in other for other in texts):
                continue
        kept.append(b)
    return kept


def _plain(text: str) -> str:
    return text.casefold().strip(_MARKS)


def _is_set_apart(page: Outline, b: int) -> bool:
    element = page.element[b]
    if page.bits[element] & _QUOTE:
        return True
    parent = max(page.parent[element], 0)
    around = (element, parent, max(page.parent[parent], 0))
    return any(_named_quote(page.names_of(e)) for e in around)


@lru_cache(maxsize=4096)
def _named_quote(names: str) -> bool:
    return bool(names) and _QUOTE_NAME.search(names) is not None
