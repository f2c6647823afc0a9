"""Times as the records keep them: ISO 8601 text with the precision and the zone that the source gave.

`2024-01-15` (a day), `2024-01-15T08:21` or `2024-01-15T08:21:53` (no zone known), `2024-01-15T08:21:53+02:00`. Text is
kept rather than datetimes because "no zone known" and "only the day known" are facts about a page; to compare, a time
without a zone is taken as UTC, and a day as its midnight.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache

#: The shapes that a record may hold. Bounded repetition only: linear in the text.
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d\d:?\d\d|[+-]\d\d)?)?"
)

_SECONDS_A_DAY = 86_400

#: Times kept at hand: a story's pickups claim few, and each is asked for a dozen times.
_KEPT = 4_096

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@lru_cache(_KEPT)
def when(iso: str | None) -> datetime | None:
    """The time that `iso` names: aware where it has a zone, naive where it has none; None where it is no time."""
    found = _ISO.fullmatch(iso.strip()) if iso is not None and len(iso) < 64 else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        plain = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            min(int(second or 0), 59),
            int(((fraction or "") + "000000")[:6]),
        )
        return plain.replace(tzinfo=datetime.strptime(_zone(zone), "%z").tzinfo) if zone else plain
    except ValueError:
        return None


def _zone(text: str) -> str:
    if text in "Zz":
        return "+0000"
    digits = text.replace(":", "")
    return digits if len(digits) == 5 else digits + "00"


def moment(iso: str | datetime | None) -> datetime | None:
    """As `when`, but always aware: a time without a zone is taken as UTC. For comparing and sorting."""
    return _aware(iso) if isinstance(iso, datetime) else _moment(iso)


@lru_cache(_KEPT)
def _moment(iso: str | None) -> datetime | None:
    found = when(iso)
    return None if found is None else _aware(found)


def _aware(time: datetime) -> datetime:
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def days_between(a: str | datetime | None, b: str | datetime | None) -> float | None:
    """Days from `a` to `b`, negative where `b` is earlier; None where one of them is no time.

    Where one of the two is a bare day or lacks a zone the answer is good to about a day.
    """
    start, end = moment(a), moment(b)
    if start is None or end is None:
        return None
    return (end - start).total_seconds() / _SECONDS_A_DAY


def iso(time: datetime) -> str:
    """`time` as records hold it: to the second, with its zone if it has one."""
    return time.replace(microsecond=0).isoformat()


def day(text: str | None) -> str | None:
    """The day part of an ISO time (`2024-01-15`); None where it is no time."""
    found = when(text)
    return None if found is None else found.date().isoformat()


def spoken(text: str | None) -> str:
    """A time for people: `15 January 2024`, `15 January 2024, 08:21`, with `UTC` or the offset where known.

    What cannot be read as a time is given back as it is; None gives an empty text.
    """
    found = when(text)
    if found is None or text is None:
        return text or ""
    date = f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
    if len(text.strip()) <= len("2024-01-15"):
        return date
    offset = "" if found.tzinfo is None else found.strftime("%z")
    zone = "" if not offset else " UTC" if offset in ("+0000", "-0000") else f" {offset[:3]}:{offset[3:5]}"
    return f"{date}, {found.hour:02}:{found.minute:02}{zone}"
