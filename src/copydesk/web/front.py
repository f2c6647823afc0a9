"""How the front page is made up: which story leads, what stands beside it, what was changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import log2

from ..record import Check, Field, Story
from ..stores.protocol import Counts
from ..text.times import moment
from . import clock

#: Stories that the front page is made of, the newest of the desk.
POOL = 90

#: The lead is sought among this many of the newest.
_CANDIDATES = 24

#: A day's age weighs as much as half the sites that took a story: of two equally taken, the newer leads.
_DAY = 86_400.0

_UNDER, _SECOND, _LATEST, _BLOCK, _BLOCKS = 2, 4, 8, 4, 6

#: Below this many stories the second column is shorter, so that the sections have some too.
_MANY = 30

#: A clock list says times of day; older than this it says days, above the headlines.
_WEEK = 7


@dataclass(frozen=True)
class Block:
    """A section on the front page, with the number of its stories on the desk."""

    name: str
    number: int
    stories: list[Story]


@dataclass(frozen=True)
class Changed:
    """What was done to the stories of the page: the name most written in, and stories put up again."""

    name: str = ""
    headlines: int = 0
    sites: int = 0
    redated: int = 0
    oldest: str = ""
    unread: int = 0


@dataclass(frozen=True)
class Front:
    """The front page, made up."""

    lead: Story | None = None
    under: list[Story] = field(default_factory=list)
    second: list[Story] = field(default_factory=list)
    latest: list[Story] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    changed: Changed = Changed()
    clock: bool = True


def make_up(stories: Sequence[Story], sections: Sequence[tuple[str, int]], counts: Counts, now: datetime) -> Front:
    """The front page of `stories`, which come newest first."""
    changed = changes(stories, counts)
    if not stories:
        return Front(changed=changed)
    ranked = rank(stories[:_CANDIDATES])
    lead, rest = ranked[0], ranked[1:]
    wide = _SECOND if len(stories) >= _MANY else _SECOND - 1
    second, rest = rest[:wide], rest[wide:]
    under, rest = rest[:_UNDER], rest[_UNDER:]
    top = {s.id for s in (lead, *under, *second)}
    others = [s for s in stories if s.id not in top]
    # The clock list repeats what leads only where the desk is too small to fill it otherwise.
    latest = (others if len(others) >= _LATEST * 2 else [s for s in stories if s is not lead])[:_LATEST]
    times = [moment(s.published) for s in latest]
    recent = all(t is not None and (now - t).days < _WEEK for t in times)
    if not recent:
        latest = latest[: _LATEST - 2]
    return Front(lead, under, second, latest, _blocks(others, sections), changed, recent)


def rank(stories: Sequence[Story]) -> list[Story]:
    """Stories by how many sites took them and how new they are; equal ones stay in their order."""
    newest = max((t for t in (moment(s.published) for s in stories) if t), default=None)
    return sorted(stories, key=lambda s: -_weight(s, newest))


def _weight(story: Story, newest: datetime | None) -> float:
    sites = len({p.site for p in story.pickups})
    at = moment(story.published)
    age = (newest - at).total_seconds() / _DAY if newest is not None and at is not None else 30.0
    # Beyond a month the age says no more: a desk of old pages is led by what was taken most.
    return log2(1 + sites) - min(age, 30.0)


def _blocks(others: Sequence[Story], sections: Sequence[tuple[str, int]]) -> list[Block]:
    blocks = []
    for name, number in sections:
        told = [s for s in others if s.section == name][:_BLOCK]
        if told:
            blocks.append(Block(name, number, told))
    return blocks[:_BLOCKS]


def changes(stories: Sequence[Story], counts: Counts) -> Changed:
    """What was changed in these stories, as far as accusing findings tell."""
    names: Counter[str] = Counter()
    sites: dict[str, set[str]] = {}
    redated: list[float] = []
    for story in stories:
        put_up: list[float] = []
        for pickup in story.pickups:
            for finding in pickup.findings:
                if not finding.accuses:
                    continue
                if finding.check is Check.INJECTED_TEXT and finding.field is Field.HEADLINE:
                    name = bare(finding.text)
                    names[name] += 1
                    sites.setdefault(name, set()).add(pickup.site or pickup.name)
                elif finding.check is Check.REDATED:
                    filed, claimed = moment(story.published), moment(pickup.claimed_published)
                    put_up.append((claimed - filed).total_seconds() if filed and claimed else 0.0)
        if put_up:
            redated.append(max(put_up))
    unread = counts.refused + counts.quarantined
    name, number = names.most_common(1)[0] if names else ("", 0)
    oldest = max(redated, default=0.0)
    return Changed(
        name=name,
        headlines=number,
        sites=len(sites.get(name, ())),
        redated=len(redated),
        oldest=clock.span(oldest) if oldest > 0 else "",
        unread=unread,
    )


def bare(text: str) -> str:
    """A name that was written in, without the separators that came with it."""
    return text.strip(" \t:|-–—·»")
