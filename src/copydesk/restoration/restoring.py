"""The stage: clusters in, stories out."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from copydesk.record import Cluster, Dateline, Origin, Pickup, Role, Story

from .bases import base_of
from .collation import Collation, collate
from .dating import supported_time
from .doubts import without_contradicted, without_spun
from .headlines import headline
from .origins import agency_of, origin_of
from .pickups import Told, pickup
from .readings import choose
from .splicing import splice
from .voices import Choice
from .withdrawing import withdraw
from .witnesses import Witness, families, moment_key, without_late, witnesses

Named = TypeVar("Named", bound=Hashable)


def restore(clusters: Iterable[Cluster]) -> Iterator[Story]:
    """A story for each cluster, in their order."""
    for cluster in clusters:
        yield restore_story(cluster)


def restore_story(cluster: Cluster) -> Story:
    """What was filed, put together from all members: the text, its origin, what each pickup changed.

    The result does not depend on the order of the members. `id`, `related` are left to the desk and to relating.
    """
    found = without_late(sorted(witnesses(withdraw(cluster.members)), key=lambda w: w.key))
    told = _told(found)
    while (marked := without_spun(told.found, told.collation)) != told.found:
        told = _told(marked)
    found, family, agency, origin, filed = told.found, told.family, told.agency, told.origin, told.filed
    base, choices = _text(told)
    paragraphs = splice(base, choices) if choices else base.checked.restored.paragraphs
    body = "\n\n".join(paragraphs)
    time = supported_time(found, filed, body)
    head = headline(found, family, filed or base)
    story = Told(body, base)
    pickups = [pickup(story, head, w, time, is_origin=w is filed) for w in found]
    return Story(
        headline=head,
        paragraphs=paragraphs,
        agency=agency,
        dateline=_dateline(found, base, filed),
        byline=_byline(found),
        section=_section(found),
        published=time.time,
        published_evidence=time.evidence,
        language=_name([w.article.language for w in found]),
        origin=origin,
        pickups=tuple(sorted(pickups, key=_likely)),
    )


@dataclass(frozen=True)
class _Told:
    """What the witnesses say of a story before its text is put together."""

    found: Sequence[Witness]
    family: Mapping[int, int]
    agency: str | None
    origin: Origin | None
    filed: Witness | None
    collation: Collation


def _told(found: Sequence[Witness]) -> _Told:
    family = families(found)
    agency = agency_of(found)
    origin, filed = origin_of(found, agency)
    base = base_of(found, family, filed)
    return _Told(found, family, agency, origin, filed, collate(base, [w for w in found if w is not base]))


def _text(told: _Told) -> tuple[Witness, list[Choice]]:
    """The base, and where it gives way to the others."""
    if not told.collation.differences:
        return told.collation.base, []
    found = without_contradicted(told.found, told.collation, told.family)
    if all(a is b for a, b in zip(found, told.found, strict=True)):
        return told.collation.base, choose(told.collation, told.family, settled=told.collation.base is told.filed)
    family = families(found)
    base = base_of(found, family, None)
    return base, choose(collate(base, [w for w in found if w is not base]), family)


def _likely(p: Pickup) -> tuple[bool, bool, float, str, str]:
    dishonest = p.role in (Role.TAMPERED, Role.SPUN)
    return (p.role is not Role.ORIGIN, dishonest, moment_key(p.claimed_published), p.url or "", p.name)


def _dateline(found: Sequence[Witness], base: Witness, filed: Witness | None) -> Dateline | None:
    for w in (filed, base):
        if w is not None and w.checked.restored.dateline is not None:
            return w.checked.restored.dateline
    for group in ([w for w in found if w.clean], found):
        named = [d for w in group if (d := w.checked.restored.dateline)]
        if named:
            return _most(named, lambda d: (d.place, d.agency or ""))
    return None


def _byline(found: Sequence[Witness]) -> tuple[str, ...]:
    named = [b for w in found if w.clean and (b := w.checked.restored.byline)]
    return _most(named, tuple) if named else ()


def _section(found: Sequence[Witness]) -> str | None:
    """The section that the honest pickups give; a farm's says nothing of the story."""
    return _name([w.checked.restored.section for w in found if w.clean])


def _name(values: Sequence[str | None]) -> str | None:
    """The name that most give, whatever its capitals."""
    named = [name for value in values if value and (name := value.strip())]
    if not named:
        return None
    forms: dict[str, str] = {}
    for name in named:
        key = name.casefold()
        forms[key] = min(forms.get(key, name), name)
    return forms[_most([name.casefold() for name in named], str)]


def _most(named: Sequence[Named], order: Callable[[Named], tuple[str, ...] | str]) -> Named:
    """What most say; what is even goes to the last in `order`."""
    if len(named) == 1:
        return named[0]
    many = Counter(named)
    return max(many, key=lambda n: (many[n], order(n)))
