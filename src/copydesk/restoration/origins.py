"""Whose story it was: the pickup or agency that it goes back to, with the reasons."""

from collections import Counter
from collections.abc import Sequence

from copydesk.record import Origin
from copydesk.text.times import day, moment, spoken, when
from copydesk.text.words import words

from .witnesses import Witness, moment_key

_DAY = len("2024-01-15")


def agency_of(found: Sequence[Witness]) -> str | None:
    """The agency that the pickups name, honest ones before others."""
    for group in ([w for w in found if w.clean], list(found)):
        if any(map(_agency, group)):
            named = Counter(a for w in group if (a := _agency(w)))
            return max(named, key=lambda a: (named[a], a))
    return None


def _agency(w: Witness) -> str | None:
    dateline = w.checked.restored.dateline
    return (dateline.agency if dateline else None) or w.checked.restored.agency


def origin_of(found: Sequence[Witness], agency: str | None) -> tuple[Origin | None, Witness | None]:
    """The origin, and the pickup that is it where one of the pickups is."""
    clean = [w for w in found if w.clean]
    if agency is not None:
        return _agency_origin(found, clean, agency)
    pointed = _pointed_at(clean)
    if pointed is not None:
        w, count = pointed
        return _pickup_origin(w, 0.9, (f"{count} pickups give this address as the canonical one",)), w
    dated = sorted((w for w in clean if when(w.article.published)), key=lambda w: (_first_seen(w), w.key))
    if not dated:
        if len(clean) == 1:
            only = clean[0]
            return _pickup_origin(only, 0.6, ("the only pickup without accusing findings",)), only
        return None, None
    return _earliest(dated)


def _earliest(dated: Sequence[Witness]) -> tuple[Origin | None, Witness | None]:
    """The pickup that claims the earliest time, where it does so by more than the claims' own precision."""
    first = dated[0]
    rivals = [w for w in dated[1:] if not _surely_before(first, w)]
    if any(w.article.site != first.article.site or w.article.site is None for w in rivals):
        return None, None
    # Of one site's own pages that claim one day the one that tells the hour is the article, the bare day its print.
    first = max([first, *rivals], key=lambda w: (len(w.article.published or ""), w.key))
    others = [w for w in dated if w is not first and w not in rivals and w is not dated[0]]
    if not others:
        return _pickup_origin(first, 0.6, ("the only site with a dated pickup without accusing findings",)), first
    ahead = (_first_seen(others[0]) - _first_seen(dated[0])) / 3600
    reason = f"claims the earliest time of {len(dated)} dated pickups without accusing findings"
    return _pickup_origin(first, 0.85 if ahead >= 1 else 0.7, (reason, f"{ahead:.1f} hours before the next")), first


def _surely_before(a: Witness, b: Witness) -> bool:
    one, other = a.article.published or "", b.article.published or ""
    if len(one.strip()) <= _DAY or len(other.strip()) <= _DAY:
        return day(one) != day(other)
    return _first_seen(a) < _first_seen(b)


def _first_seen(w: Witness) -> float:
    return moment_key(w.article.published)


def _agency_origin(
    found: Sequence[Witness], clean: Sequence[Witness], agency: str
) -> tuple[Origin | None, Witness | None]:
    naming = [w for w in found if _agency(w) == agency]
    evidence = [f"{len(naming)} of {len(found)} pickups name {agency} in dateline or credit"]
    own = sorted((w for w in clean if publishes(w, agency)), key=lambda w: (_first_seen(w), w.key))
    if own:
        w = own[0]
        evidence.append(f"{w.article.site} is the agency's own site")
        time = w.article.published
        if moment(time):
            evidence.append(f"published there {spoken(time)}")
        return _origin(w.article.url, w.article.site, agency, 0.95, evidence), w
    honest = any(w.clean for w in naming)
    return _origin(None, None, agency, 0.9 if honest else 0.75, evidence), None


def publishes(w: Witness, agency: str) -> bool:
    """Whether a pickup stands on the agency's own site: its label is or opens with the agency's name (`apnews`)."""
    label = (w.article.site or "").split(".")[0].replace("-", "").casefold()
    name = "".join(c for c in agency.casefold() if c.isalnum())
    return bool(label) and (
        label == name or (label.startswith(name) and label[len(name) :] in ("news", "wire", "press"))
    )


def _pointed_at(clean: Sequence[Witness]) -> tuple[Witness, int] | None:
    if len(clean) < 2:
        return None
    by_url = {w.article.url: w for w in clean if w.article.url}
    votes = Counter(c for w in clean if (c := w.article.canonical_url) and c != w.article.url and c in by_url)
    if not votes:
        return None
    url = max(votes, key=lambda u: (votes[u], u))
    return by_url[url], votes[url]


def _pickup_origin(w: Witness, confidence: float, evidence: tuple[str, ...]) -> Origin:
    named = w.article.source
    publisher = named if named and len(words(named)) <= 6 else w.article.site
    return _origin(w.article.url, w.article.site, publisher, confidence, evidence)


def _origin(
    url: str | None, site: str | None, publisher: str | None, confidence: float, evidence: Sequence[str]
) -> Origin:
    return Origin(url=url, site=site, publisher=publisher, confidence=confidence, evidence=tuple(evidence))
