"""Making a desk's stories: all of them anew, or only those that new pages touch.

The short way looks each new page up in the index of word runs, takes the stories of what it meets, and runs the line
over the articles of these stories and the new ones alone. It leaves all other stories as they are, but for those whose
related stories have changed.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from .line import Line
from .record import Checked, Related, Story
from .stores import Numbered
from .text.shingles import stream_grams
from .text.words import stream_for_two

if TYPE_CHECKING:
    from .stores.sql import Posting, SqlStore

#: Those of some ids that stories have already.
InUse = Callable[[Sequence[str]], AbstractSet[str]]

#: Furnishes the line: story ids that pages have already, and which ids are in use by other stories of the desk.
Furnish = Callable[[dict[str, str], "InUse"], Line]

#: One gram in so many stands in the desk's index, and one in common makes a candidate. Of two texts that share a
#: passage of 30 words this finds 999 in 1,000, of 15 words 19 in 20; tracing compares what was found at its own, finer
#: rate.
RATE = 4

#: Stories that a new page is compared with at the most; what shares more grams comes first. A story's own copies share
#: dozens, a site's furniture a few.
CANDIDATES = 48

#: A desk of fewer articles is told anew whole: it takes less than a second, and the index has nothing to save.
FEW = 200

#: Where more articles than these stand in the touched stories, all are told anew.
MANY = 20_000

#: Related stories are looked for among so many that came last. Relating 1,000 stories takes a third of a second where
#: they were related before, else about one.
WINDOW = 1_000

#: A related story's score is written anew where it moved by more than this: weights of words shift with every story.
SHIFT = 0.02

#: Stories, former and new, in one transaction at the least. A hundred take 40 ms, which others wait for.
PLACED = 128

#: Characters of a story's id; it has more where two would be equal.
_ID = 8

#: Pages whose grams are worked out at once: bounds memory while a large desk's index is made. Where tracing looks at
#: the same pages, and there are no more, their words are made once.
_HASHED = 1_000

#: Pages put into the index in one transaction.
_INDEXED = 500


def tell_all(store: "SqlStore", furnish: Furnish) -> None:
    """Make all stories anew. Only while holding `store.telling`."""
    seen = store.mark()
    found = [one for one in store.numbered_since(0) if one.number <= seen]
    named = [_by_key(one) for one in found]
    homes = store.story_ids()
    # The line is not asked about nothing.
    stories = list(furnish(homes, _none).tell(named)) if named else []
    _index(store, _postings(_unindexed(store, found)))
    _place(store, store.all_ids(), homes, stories)
    store.told_all(seen)
    _tend(store)


def tell_new(store: "SqlStore", furnish: Furnish) -> None:
    """Make the stories that new and stale pages touch; all, where that is less work. Only while holding `telling`."""
    seen = store.mark()
    pending = store.pending()
    if store.counts().pages < FEW or store.indexed() < store.told():
        tell_all(store, furnish)
        return
    postings = list(_postings(pending))
    touched = _touched(store, pending, postings)
    before, company = store.company(touched)
    if len(company) > MANY:
        tell_all(store, furnish)
        return
    members = [one for _, one in sorted({one.number: one for one in (*company, *pending)}.items())]
    old = set(before)
    homes = store.story_ids_of(before)
    line = furnish(homes, lambda ids: store.in_use(ids) - old)
    clusters = line.trace.run(map(_by_key, members)) if members else ()
    stories = list(line.identify.run(line.restore.run(clusters)))
    others = [s for s in store.newest_keyed(WINDOW + len(old)) if s.id not in old][:WINDOW]
    related = {s.id: s for s in line.relate.run([*others, *stories])}
    changed = [related[s.id] for s in others if _moved(s.related, related[s.id].related)]
    unindexed = {one.number for one in _unindexed(store, pending)}
    _index(store, (posting for posting in postings if posting[0] in unindexed))
    _place(store, [*before, *(s.id for s in changed)], homes, [*(related[s.id] for s in stories), *changed])
    store.told_all(seen)
    _tend(store)


def _none(ids: Sequence[str]) -> AbstractSet[str]:
    return frozenset()


def identify(stories: Iterable[Story], known_ids: dict[str, str], in_use: InUse = _none) -> Iterator[Story]:
    """Give each story its id: the one that most of its pickups had, or a new one made from its first pickup.

    An id goes to one story only: the one that holds most of its former pickups. Ids stay when copies come in late; the
    store keeps where an id that was given up leads. `in_use` says which ids stories have that are not among these.
    """
    stories = list(stories)
    claims: Counter[tuple[str, int]] = Counter()
    for index, story in enumerate(stories):
        claims.update((known_ids[p.name], index) for p in story.pickups if p.name in known_ids)
    given: dict[int, str] = {}
    used: set[str] = set()
    for (story_id, index), _ in sorted(claims.items(), key=lambda c: (-c[1], c[0])):
        if index not in given and story_id not in used:
            given[index] = story_id
            used.add(story_id)
    made = {index: _letters(story) for index, story in enumerate(stories) if index not in given}
    elsewhere = in_use([letters[:_ID] for letters in made.values()]) if made else frozenset()
    for index, letters in made.items():
        lengths = (letters[:n] for n in range(_ID, len(letters) + 1))
        free = (i for i in lengths if i not in used and i not in elsewhere and (len(i) == _ID or not in_use([i])))
        given[index] = next(free)
        used.add(given[index])
    for index, story in enumerate(stories):
        yield replace(story, id=given[index])


def _letters(story: Story) -> str:
    """Sixteen characters that are easy to say and type, made from the first pickup; an id is their beginning."""
    digest = hashlib.blake2b("\n".join(p.name for p in story.pickups[:1]).encode(), digest_size=10).digest()
    letters = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
    number = int.from_bytes(digest, "big")
    return "".join(letters[(number >> shift) & 31] for shift in range(75, -1, -5))


def _by_key(one: Numbered) -> Checked:
    """Inside the line an article goes by its page's key, which no other page has."""
    article, restored = one.checked.article, one.checked.restored
    return replace(one.checked, article=replace(article, name=one.key), restored=replace(restored, name=one.key))


def _postings(found: Sequence[Numbered]) -> Iterator["Posting"]:
    """Each page's number with its sampled grams, of the text that tracing compares."""
    for start in range(0, len(found), _HASHED):
        some = found[start : start + _HASHED]
        grams, owners = stream_grams(
            stream_for_two([o.checked.restored.body or o.checked.article.body for o in some]), RATE
        )
        order = np.argsort(owners, kind="stable")
        ends = np.searchsorted(owners[order], np.arange(1, len(some)))
        for one, own in zip(some, np.split(grams[order], ends), strict=True):
            yield one.number, own


def _touched(store: "SqlStore", pending: Sequence[Numbered], postings: Sequence["Posting"]) -> set[int]:
    """The pages that are pending, and those that share word runs with them."""
    touched = {one.number for one in pending}
    with store.grams() as index:
        for near in index.nearest([grams for _, grams in postings], CANDIDATES):
            touched.update(near.tolist())
    return touched


def _unindexed(store: "SqlStore", found: Sequence[Numbered]) -> list[Numbered]:
    """Those whose text is not in the index: new ones, and those that were read otherwise since they were put there."""
    indexed, stale = store.indexed(), store.stale()
    return [one for one in found if one.number > indexed or one.number in stale]


def _index(store: "SqlStore", postings: Iterator["Posting"]) -> None:
    while some := list(islice(postings, _INDEXED)):
        store.index_pages(some)


def _place(store: "SqlStore", before: Sequence[str], homes: dict[str, str], stories: Sequence[Story]) -> None:
    """Put stories in the place of others, in transactions that others need not wait long for.

    What hangs together goes into one, so that each page is in one story at any time: a story and those (`before`) that
    had its pages, which stand in `homes`. A run that is killed between two leaves its pages to be told again.
    """
    rest = set(before)
    old: list[str] = []
    new: list[Story] = []
    for ids, some in hanging_together(set(before), homes, stories):
        rest -= ids
        old += sorted(ids)
        new += some
        if len(old) + len(new) >= PLACED:
            store.place(old, new)
            old, new = [], []
    store.place([*old, *sorted(rest)], new)


def hanging_together(
    before: AbstractSet[str], homes: Mapping[str, str], stories: Iterable[Story]
) -> Iterator[tuple[set[str], list[Story]]]:
    """The stories in groups that share no former story, each with the ids of its former ones among `before`.

    `homes` has the former story of each page.
    """
    groups: dict[int, tuple[set[str], list[Story]]] = {}
    group_of: dict[str, int] = {}
    for number, story in enumerate(stories):
        ids = {homes[p.name] for p in story.pickups if p.name in homes} | ({story.id} & before)
        together = {group_of[i] for i in ids if i in group_of}
        members, kept = {*ids}, [story]
        for other in sorted(together, reverse=True):
            others, theirs = groups.pop(other)
            members |= others
            kept = [*theirs, *kept]
        groups[number] = (members, kept)
        group_of.update(dict.fromkeys(members, number))
    yield from groups.values()


def _moved(before: Sequence[Related], after: Sequence[Related]) -> bool:
    """Whether a story's related ones are others, stand in another order, or for another reason, or moved by `SHIFT`."""
    if [(r.id, r.headline, r.why) for r in before] != [(r.id, r.headline, r.why) for r in after]:
        return True
    return any(abs(b.score - a.score) > SHIFT for b, a in zip(before, after, strict=True))


def _tend(store: "SqlStore") -> None:
    """Merge the index's runs, each step in a transaction of its own: nobody waits for more than one."""
    while store.tend():
        pass
