"""`redated`: the claimed time cannot be the story's, told from one page by its own contradictions.

Evidence: a claimed time after the page was captured; a day in the address that is months before the claim, or days
named with a weekday that they have in no near year. A page laid out or addressed like a known family of farms, which
dates its copies by the day of copying, is a suspicion: of 107 such pages held against a dated copy, 103 were more than
ninety days late, but no single one can say so itself.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from re import compile as re_compile

from copydesk.record import Check, Field, Finding
from copydesk.text.times import days_between, when

from .case import Case

_PATH_DAY = re_compile(r"/(20\d\d|19\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_-]|\.html?$|$)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
_DAY = re_compile(
    r"day,? "
    r"(Jan(?:uary|\.)|Feb(?:ruary|\.)|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)|Sept(?:ember|\.)|Oct(?:ober|\.)"
    r"|Nov(?:ember|\.)|Dec(?:ember|\.)) (\d{1,2})\b(?:, ((?:19|20)\d\d))?"
)
#: A claim after the capture by more than this is impossible; less is a zone.
CAPTURE_DAYS = 2
#: A day in the address that is older than the claim by more than this: outlets put stories up again within weeks.
ADDRESS_DAYS = 60
#: Days with their weekday looked at in a text; more come in lists of events.
DAYS = 6
#: A day named with a weekday is of a year this near to the claim: stories look a year back and a season ahead.
YEARS = (0, -1, 1)


def check(case: Case) -> Iterator[Finding]:
    """At most one finding, on the published time."""
    if not case.article.published:
        return
    evidence = [*_capture(case), *_address(case), *_weekdays(case)]
    if case.farm >= 0.5:
        evidence.append((0.45, "known families of farms date their copies by the day of copying"))
    if not evidence:
        return
    confidence = max(weight for weight, _ in evidence)
    yield Finding(
        check=Check.REDATED,
        field=Field.PUBLISHED,
        text=case.article.published or "",
        confidence=confidence,
        evidence=tuple(says for _, says in evidence),
        message="The page's time is not the story's."
        if confidence >= 0.5
        else "The page's time may not be the story's.",
    )


def _capture(case: Case) -> Iterator[tuple[float, str]]:
    late = days_between(case.article.captured, case.article.published) if case.article.captured else None
    if late is not None and late > CAPTURE_DAYS:
        yield 0.95, f"the claimed time is {late:.0f} days after the page was captured"


def _address(case: Case) -> Iterator[tuple[float, str]]:
    match = _PATH_DAY.search((case.article.url or "")[:400])
    if not match:
        return
    day = "-".join(match.groups())
    late = days_between(day, case.article.published)
    if late is not None and late > ADDRESS_DAYS:
        yield 0.45, f"the address says {day}, {late:.0f} days before the claimed time"


def _weekdays(case: Case) -> Iterator[tuple[float, str]]:
    """Days named with their weekday that fall on it in no near year."""
    wrong = []
    named = list(islice(_DAY.finditer(case.body.text), DAYS))
    claimed = when(case.article.published) if named else None
    if claimed is None:
        return
    for match in named:
        weekday = case.body.text[max(0, match.start() - 6) : match.start()].lstrip()
        month, day, year = match.groups()
        years = (int(year),) if year else tuple(claimed.year + shift for shift in YEARS)
        if not any(_falls(y, month, int(day), weekday) for y in years):
            wrong.append(weekday + match.group())
    if len(wrong) > 1:
        yield 0.45, f"{_listed(wrong)} fall on those weekdays in no year near the claimed one"
    elif wrong:
        yield 0.3, f"{wrong[0]} falls on that weekday in no year near the claimed one"


def _falls(year: int, month: str, day: int, weekday: str) -> bool:
    try:
        found = date(year, _MONTHS.index(month[:3].lower()) + 1, day)
    except ValueError:
        return True  # no such day: a slip, not a contradiction
    return weekday.endswith(_WEEKDAYS[found.weekday()])


def _listed(items: list[str]) -> str:
    return " and ".join(items[:3])
