"""The stage: clusters in, stories out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from copydesk.record import Cluster, Dateline, Pickup, Role, Story
from copydesk.text.alignment import align
from copydesk.text.words import words

from .collation import collate
from .dating import supported_time
from .headlines import headline
from .origins import agency_of, origin_of
from .pickups import EXCERPT_COVERAGE, pickup
from .readings import choose
from .splicing import splice
from .witnesses import Witness, families, moment_key, without_late, witnesses

#: Words that two witnesses may differ by and still tell one version.
SAME_VERSION = 0.97


def restore(clusters: Iterable[Cluster]) -> Iterator[Story]:
    """A story for each cluster, in their order."""
    for cluster in clusters:
        yield restore_story(cluster)


def restore_story(cluster: Cluster) -> Story:
    """What was filed, put together from all members: the text, its origin, what each pickup changed.

    The result does not depend on the order of the members. `id`, `related` are left to the desk and to relating.
    """
    found = without_late(sorted(witnesses(cluster.members), key=lambda w: w.key))
    family = families(found)
    agency = agency_of(found)
    origin, filed = origin_of(found, agency)
    base = _base(found, family, filed)
    others = [w for w in found if w is not base]
    choices = choose(collate(base, others), family, settled=base is filed) if others else []
    paragraphs = splice(base, choices) if choices else base.checked.restored.paragraphs
    body = "\n\n".join(paragraphs)
    time = supported_time(found, filed, body)
    head = headline(found, family, filed or base)
    story_words = words(body)
    pickups = [pickup(body, story_words, head, w, time, is_origin=w is filed) for w in found]
    return Story(
        headline=head,
        paragraphs=paragraphs,
        agency=agency,
        dateline=_dateline(found, base, filed),
        byline=_byline(found),
        section=_section(found),
        published=time.time,
        published_evidence=time.evidence,
        language=_most([w.article.language for w in found]),
        origin=origin,
        pickups=tuple(sorted(pickups, key=_likely)),
    )


def _likely(p: Pickup) -> tuple[bool, bool, float, str, str]:
    dishonest = p.role in (Role.TAMPERED, Role.SPUN)
    return (p.role is not Role.ORIGIN, dishonest, moment_key(p.claimed_published), p.url or "", p.name)


def _base(found: Sequence[Witness], family: Mapping[int, int], filed: Witness | None) -> Witness:
    """The witness whose text the others are laid beside: where the story was filed, else the version of most."""
    if filed is not None and filed.clean:
        return filed
    clean = [w for w in found if w.clean]
    pool = clean or list(found)
    if len(pool) == 1:
        return pool[0]
    full = max(len(w.words) for w in pool)
    whole = [w for w in pool if len(w.words) >= EXCERPT_COVERAGE * full] or pool
    agreeing: dict[int, set[int]] = {w.index: {family[w.index]} for w in whole}
    likeness = {w.index: 0.0 for w in whole}
    for i, a in enumerate(whole):
        for b in [*whole[i + 1 :], *(w for w in pool if w not in whole)]:
            met = align(a.words.ids, b.words.ids, moves=False)
            # Of the shorter one: a cut copy too tells which of two full ones has had its words replaced.
            near = max(met.coverage_a, met.coverage_b)
            likeness[a.index] += near
            if b.index not in likeness:
                continue
            likeness[b.index] += near
            if met.similarity >= SAME_VERSION:
                agreeing[a.index].add(family[b.index])
                agreeing[b.index].add(family[a.index])
    return max(
        whole,
        key=lambda w: (
            len(agreeing[w.index]),
            -moment_key(w.article.published) if w.clean else 0.0,
            len(w.checked.restored.paragraphs) > 1,
            round(likeness[w.index], 6),
            w.key,
        ),
    )


def _dateline(found: Sequence[Witness], base: Witness, filed: Witness | None) -> Dateline | None:
    for w in (filed, base):
        if w is not None and w.checked.restored.dateline is not None:
            return w.checked.restored.dateline
    for group in ([w for w in found if w.clean], found):
        named = Counter(d for w in group if (d := w.checked.restored.dateline))
        if named:
            return max(named, key=lambda d: (named[d], d.place, d.agency or ""))
    return None


def _byline(found: Sequence[Witness]) -> tuple[str, ...]:
    named = Counter(b for w in found if w.clean and (b := w.checked.restored.byline))
    return max(named, key=lambda b: (named[b], b)) if named else ()


def _section(found: Sequence[Witness]) -> str | None:
    """The section that the honest pickups give; a farm's says nothing of the story."""
    return _most([w.checked.restored.section for w in found if w.clean])


def _most(values: Sequence[str | None]) -> str | None:
    named: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for value in values:
        if value and value.strip():
            key = value.strip().casefold()
            named[key] += 1
            forms[key] = min(forms.get(key, value.strip()), value.strip())
    return forms[max(named, key=lambda k: (named[k], k))] if named else None
