"""Whose story it was: the pickup or agency that it goes back to, with the reasons."""

from collections import Counter
from collections.abc import Sequence

from copydesk.record import Origin
from copydesk.text.times import moment, spoken, when
from copydesk.text.words import words

from .dating import moment_key
from .witnesses import Witness


def agency_of(found: Sequence[Witness]) -> str | None:
    """The agency that the pickups name, honest ones before others."""
    for group in ([w for w in found if w.clean], list(found)):
        named = Counter(a for w in group if (a := _agency(w)))
        if named:
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
    first = dated[0]
    reason = f"claims the earliest time of {len(dated)} dated pickups without accusing findings"
    if len(dated) == 1:
        return _pickup_origin(first, 0.6, ("the only dated pickup without accusing findings",)), first
    ahead = (_first_seen(dated[1]) - _first_seen(first)) / 3600
    if ahead <= 0:
        return None, None
    confidence = 0.85 if ahead >= 1 else 0.7
    return _pickup_origin(first, confidence, (reason, f"{ahead:.1f} hours before the next")), first


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
