"""Dates and times as pages write them, turned to ISO 8601 with the precision and the zone that they have.

Nothing is filled in: a day stays a day, a time without a zone stays without one. What has two readings (`3/4/2024`)
is read day first unless the caller knows better.
"""

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from .dates_months import AFTERNOON, MONTHS, MORNING, ZONES

#: Years that a news page may claim. Earlier and later ones are numbers of something else.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

#: No stretch of text longer than this is searched at once; dates stand in short lines.
_LONGEST = 400


class Found(NamedTuple):
    """A time in a text: in ISO 8601, as it was written, and where."""

    iso: str
    text: str
    start: int
    end: int


#: Any word where a month may stand; the table decides. (An alternation of 250 names is tried at every letter.)
_MONTH = r"(?P<month>[^\W\d_]{2,13})"
_CLOCK = (
    r"(?:\s{0,2}[,|·•–—-]?\s{0,2}(?:at|um|à|a las|às|alle|ore|kl\.?|klo|om|в|o godz\.|,)?\s{0,2}"
    r"(?P<half>오전|오후|上午|下午|午前|午後)?\s{0,2}"
    r"(?P<hour>[0-2]?\d)\s?(?:[:.h]|時|时|点|시)\s?(?P<minute>[0-5]\d)(?:分|분|(?:[:.](?P<second>[0-5]\d)))?"
    r"(?:[.,]\d{1,9})?"
    r"(?:\s{0,2}(?P<after>[ap]\.?m\b\.?|[AP]\.?M\b\.?))?(?:\s?Uhr\b|\s?Hrs\b|\s?hrs\b)?"
    r"(?:\s{0,2}\(?(?P<zone>Z\b|[+-]\d\d:?\d\d\b|(?:UTC|GMT)[+-]\d{1,2}(?::\d\d)?|"
    + "|".join(sorted(ZONES))
    + r")\b\)?)?)?"
)
_PATTERNS = tuple(
    re.compile(pattern + _CLOCK, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<mon>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)\.?T?",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[年년]\s?(?P<mon>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?\s{0,2}(?:de |of |d')?"
        + _MONTH
        + r"\b\.?,?\s{0,2}(?:de |del |/)?"
        r"(?P<year>(?:19|20)\d\d)\b(?:\s(?:г\.|року|r\.))?",
        _MONTH + r"\b\.?\s{0,2}(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s{1,2}(?P<year>(?:19|20)\d\d)\b",
        r"(?<!\d)(?P<day>\d{1,2})(?P<sep>[./-])(?P<mon>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d)(?!\d)",
    )
)
#: What each of the patterns needs, quicker to look for.
_NEEDED = tuple(
    re.compile(need, re.IGNORECASE)
    for need in (
        r"(?:19|20)\d\d[-/.]\d",
        r"(?:19|20)\d\d\s?[年년]",
        r"\d(?:st|nd|rd|th|er|º|°|\.)?\s{0,2}(?:de |of |d')?[^\W\d_]{2}",
        r"\d(?:st|nd|rd|th)?,?\s{1,2}(?:19|20)\d\d",
        r"\d[./-]\d{1,2}[./-](?:19|20)\d\d",
    )
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?(?!\d)")
_EPOCH = re.compile(r"\s{0,8}(\d{10})(?:\d{3})?\s{0,8}")
#: ISO 8601 as nearly all fields have it.
_EXACT = re.compile(
    r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d)?(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?"
)
_HINT = re.compile(r"(?:19|20)\d\d")


def find(text: str, *, month_first: bool = False) -> Found | None:
    """The first date in `text` that has a year, with the time beside it if there is one.

    `month_first` reads `3/4/2024` as 4 March. Looks at no more than the first 400 characters.
    """
    text = text[:_LONGEST]
    if ("20" not in text and "19" not in text) or _HINT.search(text) is None:
        return None
    best: Found | None = None
    for pattern, needed in zip(_PATTERNS, _NEEDED, strict=True):
        if needed.search(text) is None:
            continue
        for match in pattern.finditer(text):
            iso = _iso(match, month_first=month_first)
            if iso is None:
                continue
            if best is None or match.start() < best.start:
                best = Found(iso, match[0].strip(), match.start(), match.end())
            break
    return best


def parse(value: str, *, month_first: bool = False) -> str | None:
    """A date from a field that is meant to hold one (JSON-LD, meta, `datetime`); None where it holds none."""
    value = value.strip()[:120]
    exact = _EXACT.fullmatch(value)
    if exact is not None and (head := _day(int(exact[1]), int(exact[2]), int(exact[3]))) is not None:
        return head if exact[4] is None else f"{head}T{exact[4]}:{exact[5]}{exact[6] or ''}{_zone(exact[7])}"
    epoch = _EPOCH.fullmatch(value)
    if epoch is not None:
        return datetime.fromtimestamp(int(epoch[1]), UTC).isoformat()
    found = find(value, month_first=month_first)
    if found is not None:
        return found.iso
    compact = _COMPACT.search(value)
    if compact is None:
        return None
    year, month, day, hour, minute, second, zone = compact.groups()
    head = _day(int(year), int(month), int(day))
    if head is None or hour is None:
        return head
    return f"{head}T{hour}:{minute}:{second or '00'}{_zone(zone)}"


def _iso(match: re.Match[str], *, month_first: bool) -> str | None:
    parts = match.groupdict()
    year, day = int(parts["year"]), int(parts["day"])
    month = MONTHS.get(parts["month"].lower(), 0) if parts.get("month") else int(parts["mon"])
    year_last = parts.get("sep") is not None and match.start("year") > match.start("mon")
    if year_last and (day <= 12 < month or (month_first and parts["sep"] == "/" and day <= 12)):
        day, month = month, day
    head = _day(year, month, day)
    if head is None or parts["hour"] is None:
        return head
    hour = int(parts["hour"])
    half = (parts["half"] or parts["after"] or "").lower()
    if half in AFTERNOON and hour < 12:
        hour += 12
    elif half in MORNING and hour == 12:
        hour = 0
    if hour > 23:
        return head
    seconds = f":{parts['second']}" if parts["second"] else ""
    return f"{head}T{hour:02d}:{parts['minute']}{seconds}{_zone(parts['zone'])}"


def _day(year: int, month: int, day: int) -> str | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _zone(text: str | None) -> str:
    if not text:
        return ""
    low = text.lower()
    if low in ZONES:
        return ZONES[low]
    digits = low.removeprefix("utc").removeprefix("gmt").replace(":", "")
    sign, digits = digits[0], digits[1:]
    hours, minutes = (digits[:2], digits[2:4]) if len(digits) > 2 else (digits, "00")
    return f"{sign}{int(hours):02d}:{minutes or '00'}"
