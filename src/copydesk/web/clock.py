"""Times as the site says them. Text in, text out; what is no time is given back as it was found."""

from datetime import datetime

from ..text.times import moment, when

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS_FULL = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: An ISO day, `2025-10-14`, is this long: whatever is longer has a time of day.
_DAY_ONLY = 10

_WEEK = 7


def long_day(time: datetime) -> str:
    """`Tuesday 14 October 2025`."""
    return f"{_DAYS[time.weekday()]} {time.day} {_MONTHS_FULL[time.month - 1]} {time.year}"


def full(text: str | None) -> str:
    """`Tuesday 14 October 2025, 13:40`, with the offset where it is known and not UTC."""
    found = when(text)
    if found is None or text is None:
        return text or ""
    return long_day(found) + _clock(text, found, ", ", zone=True)


def medium(text: str | None) -> str:
    """`14 Oct 2025, 13:40 UTC+02:00`: with the offset where known, for copies tell theirs in many zones."""
    found = when(text)
    if found is None or text is None:
        return text or ""
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}" + _clock(text, found, ", ", zone=True)


def date(text: str | None) -> str:
    """`14 Oct 2025`."""
    found = when(text)
    return (text or "") if found is None else f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def short(text: str | None, now: datetime) -> str:
    """As a list says it: `13:40` today, `Sun 22:14` within a week, `2 Oct` within a year, else `2 Oct 2024`."""
    found, at = when(text), moment(text)
    if found is None or at is None or text is None:
        return ""
    days = (now.date() - found.date()).days
    if days == 0 and len(text.strip()) > _DAY_ONLY:
        return f"{found:%H:%M}"
    if 0 < days < _WEEK:
        return _DAYS[found.weekday()][:3] + _clock(text, found, " ")
    year = "" if found.year == now.year else f" {found.year}"
    return f"{found.day} {_MONTHS[found.month - 1]}{year}"


def _clock(text: str, found: datetime, lead: str, *, zone: bool = False) -> str:
    if len(text.strip()) <= _DAY_ONLY:
        return ""
    offset = found.strftime("%z") if zone else ""
    said = "" if not offset else " UTC" if offset == "+0000" else f" UTC{offset[:3]}:{offset[3:5]}"
    return f"{lead}{found:%H:%M}{said}"


def span(seconds: float) -> str:
    """A length of time in its largest sensible unit: `21 months`, `9 days`, `40 minutes`."""
    for unit, size in _UNITS:
        number = round(seconds / size)
        if number >= _AT_LEAST.get(unit, 1):
            return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
    return "less than a minute"


_UNITS = (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600), ("minute", 60))
#: Below these the smaller unit says more: 21 months rather than 2 years, 40 days rather than one month.
_AT_LEAST = {"year": 3, "month": 2, "day": 2, "hour": 2}
