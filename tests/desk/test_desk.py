"""The desk: ids that stay, accounts that sum, the same pages taken twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import bound_contextvars, get_contextvars

from copydesk.desk import Desk, page_key
from copydesk.record import Page, Story
from copydesk.telling import identify
from making import pickup


def story(*keys: str) -> Story:
    return Story(headline="h", paragraphs=("p",), pickups=tuple(pickup(k) for k in keys))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.lists(st.integers(0, 5), min_size=12, max_size=12))
def test_every_story_has_one_id_and_no_two_share_it(before: list[int], after: list[int]) -> None:
    def grouped(homes: list[int]) -> list[Story]:
        groups: dict[int, list[str]] = {}
        for key, home in enumerate(homes):
            groups.setdefault(home, []).append(f"k{key}")
        return [story(*keys) for keys in groups.values()]

    first = list(identify(grouped(before), {}))
    known = {p.name: s.id for s in first for p in s.pickups}
    second = list(identify(grouped(after[: len(before)]), known))
    ids = [s.id for s in second]
    assert all(ids)
    assert len(set(ids)) == len(ids)
    again = list(identify(second, {p.name: s.id for s in second for p in s.pickups}))
    assert [s.id for s in again] == ids


def test_a_late_copy_does_not_change_the_id() -> None:
    (first,) = identify([story("a", "b")], {})
    (later,) = identify([story("z", "a", "b")], {"a": first.id, "b": first.id})
    assert later.id == first.id


def test_of_two_stories_that_become_one_the_larger_keeps_its_id() -> None:
    known = {"a": "small", "b": "large", "c": "large"}
    (joined,) = identify([story("a", "b", "c")], known)
    assert joined.id == "large"


def test_a_new_id_is_not_one_in_use_elsewhere() -> None:
    (first,) = identify([story("a")], {})
    ids = [s.id for s in identify([story("a"), story("b")], {"b": first.id})]
    assert ids[1] == first.id
    assert ids[0] != first.id


def test_a_page_is_the_same_by_address_and_bytes() -> None:
    page = Page(name="x", content=b"1", url="https://a.example/1")
    assert page_key(page) == page_key(Page(name="y", content=b"1", url="https://a.example/1"))
    assert page_key(page) != page_key(Page(name="x", content=b"2", url="https://a.example/1"))
    assert page_key(page) != page_key(Page(name="x", content=b"1"))


def test_the_log_has_the_number_of_the_run_as_long_as_it_goes_on(tmp_path: Path) -> None:
    desk = Desk.open(tmp_path / "desk", create=True)
    seen: list[dict[str, Any]] = []

    def inputs() -> Iterator[Page]:
        for n in range(2):
            seen.append(get_contextvars())
            yield Page(name=f"p{n}", content=b"<p>The ferry runs.</p>")

    with bound_contextvars(run="the command's own"):
        desk.take(inputs())
        desk.take(inputs(), progress=lambda account: seen.append(get_contextvars()))
        assert get_contextvars() == {"run": "the command's own"}
    assert [s.pop("desk_run") for s in seen] == [1, 1, 2, 2, 2]
    assert all(s == {"run": "the command's own"} for s in seen)
    assert [r.id for r in desk.store.runs()] == [2, 1]
    desk.store.close()
