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
_DATE = (
    r"(?:,?\s{1,2}(?:\d{1,2}\.?\s{1,2}(?:de\s)?[^\W\d]{3,10}\.?(?:\s\d{4})?"
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
    mark: str  # an alternation of the marks, longest first


@lru_cache(maxsize=1)
def agencies() -> Agencies:
    """The agencies of `agencies.toml`."""
    tables = tomllib.loads(files(__package__).joinpath("agencies.toml").read_text("utf-8"))
    by_mark = {mark: short for short, table in tables.items() for mark in table["marks"]}
    by_name = {name.lower(): short for short, table in tables.items() for name in (*table["names"], short)}
    marks = sorted({*by_mark, *(name for t in tables.values() for name in t["names"])}, key=len, reverse=True)
    return Agencies(by_mark, by_name, "|".join(map(re.escape, marks)))


@lru_cache(maxsize=1)
def _forms() -> tuple[re.Pattern[str], ...]:
    mark = agencies().mark
    many = rf"(?P<agency>{mark})(?:\s?[/,&+-]\s?[^()\[\]/\n]{{1,40}}?)?"
    return tuple(
        re.compile(form)
        for form in (
            # MOSCOW (AP) — · KATHMANDU, April 25 (Reuters) - · Madrid, 15 ene (EFE).- · Berlin (dpa/tmn) -
            rf"(?P<place>{_PLACE}){_DATE}\s{{0,3}}[(\[]{many}[)\]](?:{_DASH}|\.?\s)",
            # МОСКВА, 15 января. /ТАСС/. · MOSCOW, January 15. /TASS/. · МОСКВА, 15 янв — РИА Новости.
            rf"(?P<place>{_PLACE}){_DATE}\.?\s{{0,2}}/(?:{many})/(?:\.|{_DASH})",
            rf"(?P<place>{_PLACE}){_DATE}\s{{0,2}}[-–—.]\s{{1,2}}(?P<agency>{mark})\s{{0,2}}(?:[.]|[-–—])(?=\s|\w)",
            # (ANSA) - ROMA, 15 GEN - · (AP) — · [서울=뉴시스] · (서울=연합뉴스)
            rf"[(\[](?P<agency>{mark})[)\]]\s{{0,2}}[-–—]{{1,2}}\s{{1,2}}"
            rf"(?P<place>[^\W\d][^()—–\d,\-]{{1,40}}){_DATE}\s{{0,2}}[-–—]",
            rf"[(\[【](?P<place>[^()\[\]=＝\n]{{1,20}})[=＝](?P<agency>{mark})[)\]】]",
            # 新华社北京1月15日电 · 中新社北京1月15日电
            rf"(?:据)?(?P<agency>{mark})(?P<place>[^\W\d_]{{1,12}}?)\d{{1,2}}月\d{{1,2}}日电",
            # 【ワシントン共同】 · 【ソウル時事】
            rf"[【（(](?P<place>[^【】（）()=＝\n]{{1,16}}?)(?P<agency>{mark})[】）)]",
            # SYDNEY, AAP - · Washington CNN — · WASHINGTON — (AP)
            rf"(?P<place>{_PLACE}),?\s{{1,2}}(?P<agency>{mark})\s{{0,2}}[-–—]{{1,2}}\s",
            # (CNN) — · (AP) · (Bloomberg) -- · LONDON, Reuters:
            rf"[(\[]{many}[)\]](?:{_DASH}|\.?\s)",
        )
    )


#: `KABUL, Afghanistan — ` · `WASHINGTON — ` · `NEW YORK, N.Y. –`: a place in capitals, perhaps its state, and a dash.
_CAPITALS = re.compile(
    r"(?P<place>[^\W\d_a-zà-öø-ÿа-яё][^\Wa-zà-öø-ÿа-яё\d_]{2,}(?:[\s.'’-]{1,2}[^\Wa-zà-öø-ÿа-яё\d_]{1,20}){0,4}"
    r"(?:,\s(?:[A-Z][\w.]{1,14}\s?){1,3})?)" + _DATE + r"\s{0,2}(?:[—–]|--|\s-)\s{0,2}(?=[^\W_a-zà-öø-ÿа-яё]|[\"“«„‘'])"
)
#: `【ソウル＝小池和樹】`: place and reporter, no agency.
_BRACKETED = re.compile(r"【(?P<place>[^【】＝=]{1,16})[＝=][^【】]{1,30}】")


def opening(paragraph: str) -> Opening | None:
    """The dateline that opens `paragraph`; None where none does."""
    head = paragraph[:_WITHIN]
    if _MARKED.search(head) is None:
        return None
    lead = len(head) - len(head.lstrip())
    head = head.lstrip()
    known = agencies()
    if _mentioned().search(head) is not None:
        for form in _forms():
            match = form.match(head)
            if match is None:
                continue
            place = (match.groupdict().get("place") or "").strip(" ,.–—-") or None
            firm = head[: match.end()].rstrip()[-1] not in ")]"  # closed by a dash, not by the bracket alone
            if place is None or _is_place(place, firm=firm):
                return Opening(place, _short(match["agency"], known), lead + match.end())
    for plain in (_CAPITALS, _BRACKETED):
        match = plain.match(head)
        if match is not None and _is_place(match["place"], firm=True):
            return Opening(match["place"].strip(" ,.–—-"), None, lead + match.end())
    return None


#: Every dateline has one of these: a bracket, a stroke, a dash, or the character for telegram.
_MARKED = re.compile(r"[(\[【（/–—―电電]|\s-{1,2}\s|\.-")


@lru_cache(maxsize=1)
def _mentioned() -> re.Pattern[str]:
    return re.compile(agencies().mark)


def _short(mark: str, known: Agencies) -> str:
    return known.by_mark.get(mark) or known.by_name[mark.lower()]


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
def _credit() -> re.Pattern[str]:
    known = agencies()
    names = sorted((re.escape(name) for name in known.by_name), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(names) + r")(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _closing() -> re.Pattern[str]:
    mark = agencies().mark
    return re.compile(rf"[(\[（©/]\s?(?:Copyright\s|\d{{4}}\s)?({mark})(?:\s?/[^()\[\]]{{1,30}})?[)\]）/]?\.?$")


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
    short = known.by_mark.get(stripped) or known.by_name.get(stripped.lower())
    if short is not None:
        return short
    for part in re.split(
        r"\s?[/,|;]\s?|\s(?:and|und|et|y|e|with|mit|von|by|via)\s|^(?:By|Von|Par|Por|Di|Door|From|Source:)\s", stripped
    ):
        short = known.by_mark.get(part.strip()) or known.by_name.get(part.strip().lower())
        if short is not None:
            return short
    full = _credit().search(stripped)
    return known.by_name[full[0].lower()] if full is not None and " " in full[0] else None


def agency_at_end(paragraphs: Sequence[str]) -> str | None:
    """The agency that closes a body: `… the ministry said. (AFP)`; None where none does."""
    for paragraph in paragraphs[-1:]:
        match = _closing().search(paragraph[-60:])
        if match is not None:
            return _short(match[1], agencies())
    return None
