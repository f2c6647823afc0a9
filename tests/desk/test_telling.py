"""The short way to the stories gives what the long way gives."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from copydesk import desk as desk_module
from copydesk import telling
from copydesk.capture import gather
from copydesk.desk import Desk, check
from copydesk.engines import Cores
from copydesk.line import Grain, Line, Stage
from copydesk.record import Checked, Cluster, Page, Refusal, StoreError, Story
from copydesk.sample import folder
from copydesk.stores import schema
from copydesk.stores.sql import SqlStore
from copydesk.stores.sql_sites import Forecast
from copydesk.stores.verifying import verify
from making import foreseen, pickup


@pytest.fixture(scope="module")
def sample() -> list[Page]:
    return [p for p in gather([str(folder())]) if isinstance(p, Page)]


@pytest.fixture(scope="module")
def read(sample: list[Page]) -> dict[str, Checked | Refusal]:
    return {p.name: r for p, r in zip(sample, check(sample), strict=True)}


@pytest.fixture(autouse=True)
def _short_way(monkeypatch: pytest.MonkeyPatch, read: dict[str, Checked | Refusal]) -> None:
    monkeypatch.setattr(telling, "FEW", 0)

    # What a page says is read once for all tests; tests/desk/test_sites.py has what the desk knows of its site.
    def examine(
        store: SqlStore, pages: Sequence[tuple[str, Page]], cores: Cores
    ) -> tuple[list[Checked | Refusal], Forecast]:
        found = [read[p.name] for _, p in pages]
        return found, foreseen(zip((p for _, p in pages), found, strict=True))

    monkeypatch.setattr(desk_module, "examine", examine)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(tmp_path / "desk", create=True)
    yield opened
    opened.store.close()


def whole(desk: Desk) -> dict[frozenset[str], tuple[object, ...]]:
    """Each story by its pickups, without its id, which depends on when its pages came in."""
    return {frozenset(p.name for p in s.pickups): _told(s) for s in desk.store.each_story()}


def _told(story: Story) -> tuple[object, ...]:
    related = [(r.headline, r.why) for r in story.related]
    return (story.headline, story.paragraphs, story.section, story.published, story.origin, story.pickups, related)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 12))])
def test_pages_that_come_in_bit_by_bit_make_the_same_stories(desk: Desk, sample: list[Page], seed: int) -> None:
    dice = Random(seed)  # noqa: S311
    pages = dice.sample(sample, len(sample))
    while pages:
        some = pages[: dice.randint(1, 20)]
        del pages[: len(some)]
        desk.take(some)
    bit_by_bit = whole(desk)
    assert list(verify(desk.store)) == []
    ids = {s.id for s in desk.store.stories()}
    desk.retell()
    assert whole(desk) == bit_by_bit
    assert {s.id for s in desk.store.stories()} == ids


def test_the_short_way_makes_no_other_story_anew(
    desk: Desk, sample: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    ferry = [p for p in sample if "ferry" in p.name]
    desk.take([p for p in sample if p not in ferry[:1]])
    monkeypatch.setattr(telling, "tell_all", lambda store, furnish: pytest.fail("told all anew"))
    told: list[int] = []
    line = desk_module.line

    def counting(known: dict[str, str], in_use: telling.InUse) -> Line:
        made = line(known, in_use)

        def restore(clusters: Iterable[Cluster]) -> Iterable[Story]:
            listed = list(clusters)
            told.append(len(listed))
            return made.restore.run(listed)

        return replace(made, restore=Stage("restore", restore, Grain.CLUSTER))

    monkeypatch.setattr(desk_module, "line", counting)
    desk.take(ferry[:1])
    assert 1 <= told[0] <= 3
    story = next(s for s in desk.store.stories() if ferry[0].name in {p.name for p in s.pickups})
    assert {p.name for p in ferry} <= {p.name for p in story.pickups}


def test_at_any_moment_each_page_is_in_one_story(
    desk: Desk, sample: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PLACED", 1)
    place, looks = desk.store.place, 0

    def looking(before: Sequence[str], stories: Sequence[Story]) -> None:
        nonlocal looks
        place(before, stories)
        looks += 1
        assert torn(desk) == []

    monkeypatch.setattr(desk.store, "place", looking)
    for start in range(0, len(sample), 25):
        desk.take(sample[start : start + 25])
    assert looks > 20


def torn(desk: Desk) -> list[str]:
    """Stories that do not have the pickups that they say, and pickups of stories that are not there."""
    with desk.store.database.reading() as db:
        held = Counter(db.scalars(select(schema.pickup.c.story_id)))
    said = Counter({s.id: len(s.pickups) for s in desk.store.each_story()})
    return sorted((held - said) | (said - held))


KEYS = [f"k{n}" for n in range(10)]
HOMES = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["a", "b", "c", "d"]))


@given(homes=HOMES, parting=st.lists(st.integers(0, 4), min_size=10, max_size=10), gone=st.sampled_from(["a", "e"]))
def test_what_hangs_together_shares_no_page_with_anything_else(
    homes: dict[str, str], parting: list[int], gone: str
) -> None:
    parts = {n: [k for k, part in zip(KEYS, parting, strict=True) if part == n] for n in sorted(set(parting))}
    stories = [Story(id=f"s{n}", headline="h", paragraphs=(), pickups=tuple(map(pickup, p))) for n, p in parts.items()]
    groups = list(telling.hanging_together({*homes.values(), gone}, homes, stories))
    assert sorted(s.id for _, some in groups for s in some) == sorted(s.id for s in stories)
    for ids, some in groups:
        assert ids == {homes[p.name] for s in some for p in s.pickups if p.name in homes}
    claimed = [i for ids, _ in groups for i in ids]
    assert len(claimed) == len(set(claimed))


def test_a_desk_whose_index_lags_is_told_anew_whole_and_indexed(desk: Desk, sample: list[Page]) -> None:
    desk.take(sample[:20])
    desk.store.clear_index()
    desk.take(sample[20:30])
    assert desk.store.indexed() == desk.store.told() == desk.store.mark()
    before = whole(desk)
    desk.retell()
    assert whole(desk) == before


def test_quarantined_pages_alone_do_not_make_the_index_lag(desk: Desk, sample: list[Page]) -> None:
    desk.take([p for p in sample if "water-cut" in p.name])
    assert desk.store.counts().quarantined == 1
    assert desk.store.indexed() == desk.store.told() == desk.store.mark() == 1


def test_an_id_in_use_elsewhere_is_not_given_again() -> None:
    story = Story(headline="h", paragraphs=(), pickups=())
    (first,) = telling.identify([story], {})
    (other,) = telling.identify([story], {}, lambda ids: {first.id} & set(ids))
    assert other.id != first.id
    assert other.id.startswith(first.id)


def test_a_damaged_index_is_said_in_words_and_made_anew_by_reading_again(desk: Desk, sample: list[Page]) -> None:
    desk.take(sample[:20])
    with desk.store.database.writing() as db:
        db.execute(update(schema.gram_block).values(postings=b"12345678"))
    with pytest.raises(StoreError, match="`copydesk reread` makes it anew"):
        desk.take(sample[20:])
    assert desk.reread().unchanged > 40
    assert list(verify(desk.store)) == []
    assert desk.store.indexed() == desk.store.mark()
