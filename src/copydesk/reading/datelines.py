"""Datelines: the place and the agency that open a body, in the forms of the wires and in several languages.

`MOSCOW (AP) —` · `KATHMANDU, April 25 (Reuters) -` · `Berlin (dpa/tmn) -` · `Madrid, 15 ene (EFE).-` ·
`(ANSA) - ROMA, 15 GEN -` · `МОСКВА, 15 января. /ТАСС/.` · `新华社北京1月15日电` · `【ワシントン共同】` ·
`(서울=연합뉴스)` · `KABUL, Afghanistan —`
"""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from copydesk.record import Dateline

#: A dateline ends within this many characters; the longest seen in the corpora has 74, an inserted brand adds 30.
_WITHIN = 160

#: Places written in capitals are datelines without an agency too; one letter is a drop cap, not a place.
_PLACE = r"[^\s()\[\]/—–|=:;.!?\d][^()\[\]/—|=:;!?\n]{0,70}?"
#: Two places: `WASHINGTON/LONDON`, `Frankfurt/Main`.
_PLACES = rf"{_PLACE}(?:/[^\W\d][^()\[\]/—|=:;!?\n]{{1,40}}?)?"
_DATE = (
    r"(?:,?\s{1,2}(?:\d{1,2}\.?\s{1,2}(?:de\s)?[^\W\d]{3,10}\.?(?:\s(?:de\s)?\d{4})?"
    r"|[^\W\d]{3,10}\.?\s\d{1,2}(?:,?\s\d{4})?)\.?,?)?"
)
_DASH = r"(?:\s{0,2}(?:\.\s?[-–—]|[-–—―]{1,2}|:)(?=\s|\w|[\"“«„]))"


class Opening(NamedTuple):
    """What opens a body: place, agency (one at least), and how many code points of the paragraph they take."""

    place: str | None
    agency: str | None
    end: int

    @property
    def dateline(self) -> Dateline | None:
        """The dateline; None where there is an agency without a place (`(AP) —`)."""
        return Dateline(self.place, self.agency) if self.place is not None else None


class Agencies(NamedTuple):
    """The wire services: from mark and from name (in small letters) to the short name."""

    by_mark: dict[str, str]
    by_name: dict[str, str]

    def short(self, text: str) -> str | None:
        """The short name of the agency that `text` is, or that it begins with (`dpa/tmn`, `AFP, Reuters`)."""
        text = text.strip().removeprefix("Корр. ").removeprefix("корр. ")
        return self.by_mark.get(text) or self.by_name.get(text.lower()) or self.by_mark.get(_JOINT.split(text)[0])


#: What joins an agency to its service or to a second agency.
_JOINT = re.compile(r"\s?[/,&+-]\s?")


@lru_cache(maxsize=1)
def agencies() -> Agencies:
    """The agencies of `agencies.toml`."""
    tables = tomllib.loads(files(__package__).joinpath("agencies.toml").read_text("utf-8"))
    by_mark = {mark: short for short, table in tables.items() for mark in table["marks"]}
    by_name = {name.lower(): short for short, table in tables.items() for name in (*table["names"], short)}
    return Agencies(by_mark, by_name)


#: (서울=연합뉴스) · [서울=뉴시스] · 【ワシントン＝共同】
_PLACE_AND_SENDER = re.compile(r"[(\[【](?P<place>[^()\[\]=＝\n]{1,20})[=＝](?P<agency>[^()\[\]【】\n]{2,20})[)\]】]")
#: The forms, each with a place, an agency or both; which words are agencies the table says.
_FORMS = tuple(
    re.compile(form)
    for form in (
        # MOSCOW (AP) — · KATHMANDU, April 25 (Reuters) - · Madrid, 15 ene (EFE).- · Berlin (dpa/tmn) -
        rf"(?P<place>{_PLACES}){_DATE}\s{{0,3}}[(\[（](?P<agency>[^()\[\]（）\n]{{2,50}})[)\]）](?:{_DASH}|\.?\s)",
        # МОСКВА, 15 января. /ТАСС/. · MOSCOW, January 15. /TASS/.
        rf"(?P<place>{_PLACE}){_DATE}\.?\s{{0,2}}/(?P<agency>[^/\n]{{2,30}})/(?:\.|{_DASH})",
        # МОСКВА, 15 янв — РИА Новости. · Москва. 15 января. INTERFAX.RU -
        rf"(?P<place>{_PLACE}){_DATE}\s{{0,2}}[-–—.]\s{{1,2}}(?P<agency>[^\W\d][^\n–—]{{1,20}}?)\s{{0,2}}[.–—-](?=\s)",
        # (ANSA) - ROMA, 15 GEN -
        rf"[(\[](?P<agency>[^()\[\]\n]{{2,30}})[)\]]\s{{0,2}}[-–—]{{1,2}}\s{{1,2}}"
        rf"(?P<place>[^\W\d][^()—–\d,\-]{{1,40}}){_DATE}\s{{0,2}}[-–—]",
        _PLACE_AND_SENDER.pattern,
        # [東京 15日 ロイター] -
        r"[\[［](?P<place>[^\[\]［］\s\d]{1,20})\s(?:\d{1,2}月)?\d{1,2}日\s(?P<agency>[^\[\]［］\s]{2,12})[\]］]",
        # SYDNEY, AAP - · Washington CNN —
        rf"(?P<place>{_PLACE}),?\s{{1,2}}(?P<agency>[^\W\d]{{2,12}})\s{{0,2}}[-–—]{{1,2}}\s",
        # (CNN) — · (AP) · (Bloomberg) -- · (CNN)The
        rf"[(\[](?P<agency>[^()\[\]\n]{{2,50}})[)\]](?:{_DASH}|\.?\s|(?=[A-Z][a-z]))",
    )
)
#: 新华社北京1月15日电 · （法新社巴黎15日电） · 中央社記者王立台北15日電 · 路透北京1月15日 -
_TELEGRAM = re.compile(
    r"[（(【]?据?(?P<agency>[\u4e00-\u9fff]{2}[社网]|路透)(?:[记記]者(?P<reporter>[\u4e00-\u9fff]{2,3}(?=[\u4e00-\u9fff]{2})))?"
    r"(?P<place>[^\W\d_]{1,12}?)(?:\d{1,2}月)?\d{1,2}日(?:[电電][）)】]?|\s-\s)"
)
#: 【ワシントン共同】 · 【ソウル時事】
_BRACKET = re.compile(r"[【（(](?P<inside>[^【】（）()=＝\n]{3,22})[】）)]")


def _glued(inside: str, known: Agencies) -> tuple[str, str] | None:
    """Place and agency of a bracket that holds both without anything between them."""
    for size in range(min(6, len(inside) - 1), 1, -1):
        agency = known.short(inside[-size:]) if "/" not in inside else None
        if agency is not None and not inside.isascii():
            return inside[:-size], agency
    return None


#: `KABUL, Afghanistan — ` · `WASHINGTON — ` · `NEW YORK, N.Y. –`: a place in capitals, perhaps its state, and a dash.
_CAPITALS = re.compile(
    r"(?P<place>(?:(?:ST|STE|FT|MT)\.\s)?[^\W\d_a-zà-öø-ÿа-яё][^\Wa-zà-öø-ÿа-яё\d_]{2,}(?:[\s.'’-]{1,2}[^\Wa-zà-öø-ÿа-яё\d_]{1,20}){0,4}"
    r"(?:,\s(?:[A-Z][\w.]{1,14}\s?){1,3})?)" + _DATE + r"\s{0,2}(?:[—–]|--|\s-)\s{0,2}(?=[^\W_a-zà-öø-ÿа-яё]|[\"“«„‘'])"
)
#: `【ソウル＝小池和樹】`: place and reporter, no agency.
_BRACKETED = re.compile(r"【(?P<place>[^【】＝=]{1,16})[＝=][^【】]{1,30}】")


#: Every dateline has one of these: a bracket, a stroke, a dash, or the character for telegram.
_MARKED = re.compile(r"[(\[【（/–—―电電]|\s-{1,2}\s|\.-")


def opening(paragraph: str) -> Opening | None:
    """The dateline that opens `paragraph`; None where none does."""
    return _opening(paragraph[:_WITHIN])


@lru_cache(maxsize=64)  # a reading asks several times
def _opening(head: str) -> Opening | None:
    if _MARKED.search(head) is None:
        return None
    lead = len(head) - len(head.lstrip())
    head = head.lstrip()
    found = _with_agency(head, agencies())
    if found is not None:
        return Opening(found.place, found.agency, lead + found.end)
    for plain in (_CAPITALS, _BRACKETED):
        match = plain.match(head)
        if match is not None and _is_place(match["place"], firm=True):
            agency = agencies().short(match["place"].strip())  # `CNN — `: nobody is anywhere
            return Opening(None if agency else _place(match["place"]), agency, lead + match.end())
    return None


def _with_agency(head: str, known: Agencies) -> Opening | None:
    for form in _FORMS:
        match = form.match(head)
        agency = known.short(match["agency"]) if match is not None else None
        if match is None or agency is None:
            continue
        place = _place(match.groupdict().get("place") or "")
        if place is not None and match.re == _PLACE_AND_SENDER:
            place, agency = _relayed(place, agency, known)
        firm = head[: match.end()].rstrip()[-1] not in ")]"  # closed by a dash, not by the bracket alone
        if place is None or _is_place(place, firm=firm):
            return Opening(place, agency, match.end())
    telegram = _TELEGRAM.match(head)
    if telegram is not None and (agency := known.short(telegram["agency"])) is not None:
        return Opening(telegram["place"], agency, telegram.end())
    bracket = _BRACKET.match(head)
    glued = _glued(bracket["inside"], known) if bracket is not None else None
    if bracket is None or glued is None:
        return None
    return Opening(_place(glued[0]), glued[1], bracket.end())


#: A day at the end of what was taken for a place: `CANBERRA, Jan 15`, `MADRID, 15`, or all of it.
_DAY = re.compile(
    r"(?:^|,?\s{1,2})(?:[^\W\d_]{3,10}\.?\s\d{1,2}|\d{1,2}(?:\s(?:de\s)?[^\W\d_]{3,10}\.?)?(?:\s(?:de\s)?\d{4})?|\d{1,2}月\d{1,2}日)$"
)
#: A byline that runs into the place: `By Ada Lorne LONDON`.
_NAMED = re.compile(r"By\s(?:[A-Z][a-z'’-]{1,20}\s){2,4}(?=[A-Z]{3})")


def _place(raw: str) -> str | None:
    """The place without what stands around it; the point of an abbreviated state stays (`BOULDER, Colo.`)."""
    text = _NAMED.sub("", _DAY.sub("", raw.strip(" ,–—-")))
    last = text.rsplit(", ", 1)[-1]
    short = text.endswith(".") and last != text and len(last) <= _LONGEST_STATE
    return text.strip(" ,–—-" if short else " ,.–—-") or None


#: `Calif.` is the longest of AP's abbreviations, `B.C.` and `P.E.I.` are Canada's.
_LONGEST_STATE = 6


def _relayed(place: str, sender: str, known: Agencies) -> tuple[str, str]:
    """Place and agency of what one agency filed and another sent on: `(도쿄 AFP=연합뉴스)`."""
    first, _, last = place.rpartition(" ")
    agency = known.short(last) if first else None
    return (first, agency) if agency is not None else (place, sender)


#: Words in capitals that open a paragraph before a dash and are no places.
_NOT_PLACES = frozenset(
    """
    UPDATE UPDATED BREAKING EXCLUSIVE ANALYSIS OPINION WATCH VIDEO PHOTOS LIVE NOTE READ RELATED MORE BOTTOM LINE
    """.split()  # noqa: SIM905
)


#: Small words within the names of places.
_PARTICLES = frozenset(
    "de del la las los le les of the upon am an der den auf du da do dos das di el y e in na nad".split()  # noqa: SIM905
)


def _is_place(place: str, *, firm: bool) -> bool:
    """Whether the words before the agency can be a place: few, and each begun by a capital (or without the case).

    `firm` says that a dash closes the dateline; then one word more may be anything, for brands get glued in here.
    """
    words = place.split()
    if not 1 <= len(words) <= 9 or words[0].strip(",:") in _NOT_PLACES or place[0].islower():
        return False
    small = sum(word[0].islower() and word not in _PARTICLES for word in words)
    return small <= firm


def openings(paragraphs: Sequence[str]) -> Opening | None:
    """The dateline of a body: what opens its first paragraph, or one of the next two where that is a standfirst."""
    return next((found for paragraph in paragraphs[:3] if (found := opening(paragraph)) is not None), None)


@lru_cache(maxsize=1)
def _credit() -> tuple[frozenset[str], re.Pattern[str]]:
    """The full names of agencies as a pattern, and the words that they begin with: few credits have one of those."""
    full = sorted((name for name in agencies().by_name if " " in name), key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, full)) + r")(?!\w)", re.IGNORECASE)
    return frozenset(name.split(" ", 1)[0] for name in full), pattern


_CLOSING = re.compile(
    r"[(\[（©/]\s?(?:Copyright\s|\d{4}\s)?([^()\[\]（）©/]{2,30})(?:\s?/[^()\[\]]{1,30})?[)\]）/]?\.?$"
)


_PARTS = re.compile(
    r"\s?[/,|;]\s?|\s(?:and|und|et|y|e|with|mit|von|by|via)\s|^(?:By|Von|Par|Por|Di|Door|From|Source:)\s"
)


def agency_in(text: str | None) -> str | None:
    """The agency that a byline, source or credit names (`By The Associated Press`); None where it names none.

    Only short lines are believed: a sentence that mentions an agency is no credit.
    """
    if not text or len(text) > 120:
        return None
    stripped = text.strip(" .()[]")
    known = agencies()
    for part in (stripped, *_PARTS.split(stripped)):
        short = known.short(part)
        if short is not None:
            return short
    first, pattern = _credit()
    if first.isdisjoint(word.strip("(),.;:/|-–—") for word in stripped.lower().split()):
        return None
    full = pattern.search(stripped)
    return known.by_name[full[0].lower()] if full is not None else None


#: A line below a body that is a credit and nothing else: `(Quelle: dpa)`, `Source: Reuters`, `(AFP)`.
_CREDIT_LINE = re.compile(
    r"[(\[（]?\s?(?:(?:quelle|source|fonte|fuente|bron|kilde|källa|источник|来源)n?\s?[:：]\s?|(?<=[(\[（]))([^()\[\]（）:]{2,60})[)\]）]?\.?",
    re.IGNORECASE,
)


def agency_at_end(paragraphs: Sequence[str], below: Sequence[str] = ()) -> str | None:
    """The agency that closes a body (`… the ministry said. (AFP)`), or is credited on a line next below it."""
    match = _CLOSING.search(paragraphs[-1][-60:]) if paragraphs else None
    short = agencies().short(match[1]) if match is not None else None
    if short is not None:
        return short
    lines = (_CREDIT_LINE.fullmatch(line) for line in below if len(line) <= _LONGEST_CREDIT)
    return next((agency for credit in lines if credit is not None and (agency := agency_in(credit[1]))), None)


#: `(Quelle: dpa, AFP, Reuters)` is longer than most.
_LONGEST_CREDIT = 80
