"""When the story was filed. Claimed times are claims; what supports one is told with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from copydesk.record import Check, Field, Finding, Span
from copydesk.text.times import day, days_between, moment, spoken, when

from .witnesses import Witness, captured_soon, moment_key

#: Honest outlets put an agency's story up within so many days of each other (a weekly takes seven).
TOGETHER_DAYS = 3
#: A suspect copy is re-dated from this many days on: below it may be another zone's calendar or a slow desk.
REDATED_DAYS = 2
#: A copy that nothing else speaks against is re-dated from this many days on.
LATE_DAYS = 30

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(r"\bon (" + "|".join(_WEEKDAYS) + r")\b")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)")


@dataclass(frozen=True, slots=True)
class Supported:
    """The time that the evidence supports, None where nothing does, how firmly (0 to 1), and why."""

    time: str | None
    confidence: float
    evidence: tuple[str, ...]


def supported_time(found: Sequence[Witness], filed: Witness | None, text: str) -> Supported:
    """The time of filing, from what the pickups claim and what stands beside the claims.

    `filed` is the pickup that the story goes back to, where one is known; `text` is the story's body.
    """
    claims = sorted(
        (
            (day(w.article.published) or "", w.article.published or "", w)
            for w in found
            if w.clean and when(w.article.published) and not _impossible(w)
        ),
        key=lambda c: (moment(c[1]), c[2].key),
    )
    if not claims:
        return _without_honest_claim(found)
    chosen, agreeing = _agreed([c[1] for c in claims])
    if filed is not None and filed.article.published in agreeing:
        chosen = filed.article.published or chosen
    evidence = [_agreement_line(chosen, agreeing, len(claims))]
    evidence += _beside(chosen, [w for _, _, w in claims], text)
    confidence = min(0.98, 0.7 + 0.1 * min(2, len(agreeing) - 1) + 0.05 * (len(evidence) - 1))
    return Supported(chosen, confidence, tuple(evidence))


def _agreed(times: Sequence[str]) -> tuple[str, list[str]]:
    """The earliest time of the largest group of claims that lie together, and that group."""
    groups = []
    for i, start in enumerate(times):
        together = [t for t in times[i:] if (days_between(start, t) or 0) <= TOGETHER_DAYS]
        groups.append((len(together), -i, start, together))
    _, _, start, together = max(groups)
    return start, together


def _agreement_line(chosen: str, agreeing: Sequence[str], claims: int) -> str:
    if claims == 1:
        return f"the one pickup without accusing findings claims {spoken(chosen)}"
    if len(agreeing) == 1:
        return f"{spoken(chosen)} is the earliest of {claims} claims that do not agree"
    within = f"within {TOGETHER_DAYS} days from {spoken(chosen)}"
    return f"{len(agreeing)} pickups without accusing findings claim times {within}"


def _beside(chosen: str, found: Sequence[Witness], text: str) -> list[str]:
    lines = []
    chosen_day = day(chosen)
    if any(url_day(w.article.url) == chosen_day for w in found):
        lines.append("the address of a pickup carries the same day")
    if any(captured_soon(w) and day(w.article.published) == chosen_day for w in found):
        lines.append("a pickup was captured within a day of it")
    at = when(chosen)
    weekday = _WEEKDAYS[at.weekday()] if at else None
    # The first weekday that the text names is looked for only where it names this one at all: a text is long.
    if weekday and weekday in text and (named := _WEEKDAY.search(text)) and named[1] == weekday:
        lines.append(f"the text says “on {weekday}”, and that day was a {weekday}")
    return lines


def _impossible(w: Witness) -> bool:
    """Whether the page claims a time after it was captured."""
    ahead = days_between(w.article.captured, w.article.published)
    return ahead is not None and ahead > 1


def _without_honest_claim(found: Sequence[Witness]) -> Supported:
    days = sorted(d for w in found if (d := url_day(w.article.url)))
    if days:
        return Supported(days[0], 0.5, (f"the address of a pickup carries {spoken(days[0])}",))
    claims = sorted((w.article.published for w in found if when(w.article.published)), key=moment_key)
    if claims and claims[0]:
        return Supported(
            None, 0.0, (f"not known: {spoken(claims[0])} is claimed, by copies with accusing findings only",)
        )
    return Supported(None, 0.0, ("not known: no pickup gives a time",))


def url_day(url: str | None) -> str | None:
    """The day that an address carries in its path (`/2024/01/15/`), None where it carries none."""
    found = _URL_DAY.search(url) if url else None
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def redated(w: Witness, time: Supported, *, suspect: bool, same_text: bool) -> Finding | None:
    """What the other copies say of a pickup's claimed time; None where it may be the story's.

    In a `suspect` pickup a later time accuses. In one that only the time speaks against it does so from `LATE_DAYS` on,
    and only where the pickup has the `same_text`: what an outlet adds later has a time of its own.
    """
    claimed = w.article.published
    apart = days_between(time.time, claimed) if time.time else None
    if claimed is None or apart is None or w.clean:
        return None
    if apart < (REDATED_DAYS if suspect else LATE_DAYS) or not (suspect or same_text):
        return None
    days = round(apart)
    confidence = min(0.97, time.confidence + 0.15) if suspect else 0.6
    evidence = list(time.evidence)
    if w.article.captured and (earlier := days_between(w.article.captured, claimed)) and earlier > 1:
        evidence.append(f"the page was captured {round(earlier)} days before the time that it claims")
    return Finding(
        check=Check.REDATED,
        field=Field.PUBLISHED,
        span=Span(0, len(claimed)),
        text=claimed,
        repair=time.time,
        confidence=round(confidence, 2),
        evidence=tuple(evidence),
        message=f"The page claims {spoken(claimed)}, {days} days after the time that its copies support.",
    )
