"""What is done to a desk over the years: reading again, pruning, accounts."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from copydesk import desk as desk_module
from copydesk.capture import gather
from copydesk.desk import Desk
from copydesk.engines import Cores
from copydesk.record import Checked, Page, Refusal, RefusalCode, UsageError
from copydesk.sample import folder
from copydesk.stores.sql import SqlStore
from copydesk.stores.sql_sites import Forecast
from copydesk.stores.verifying import verify

FERRY = [str(p) for p in sorted(folder().glob("*ferry*.html"))]
Examined = tuple[list[Checked | Refusal], Forecast]
WATER = [str(p) for p in sorted(folder().glob("*water*.html"))]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(tmp_path / "desk", create=True)
    yield opened
    opened.store.close()


def _late(checked: Checked) -> Checked:
    return replace(checked, restored=replace(checked.restored, headline=f"{checked.restored.headline} (late edition)"))


def test_accounts_of_every_run_add_up_by_source(desk: Desk) -> None:
    first = desk.take(gather(FERRY + WATER))
    again = desk.take(gather([*FERRY, "nowhere.html"]))
    later, earlier = desk.store.runs()
    assert (earlier.total.stored, earlier.total.quarantined) == (first.stored, {"truncated": 1})
    assert (later.total.unchanged, later.total.inputs) == (len(FERRY), again.inputs)
    for run in (earlier, later):
        assert sum(s.inputs for s in run.sources.values()) == run.total.inputs
        assert run.ended is not None
    sites = {a.site for _, a in ((k, c.article) for k, c in desk.store.checked_all())}
    assert sites <= earlier.sources.keys()
    assert later.sources["."].refused == {"unreadable": 1}


def test_sources_add_up_over_all_runs(desk: Desk) -> None:
    desk.take(gather(FERRY + WATER))
    desk.take(gather([*FERRY, "nowhere.html"]))
    runs, sources = desk.store.runs(), desk.store.sources()
    assert sum(s.total.inputs for s in sources) == sum(r.total.inputs for r in runs)
    for source in sources:
        had = [r for r in runs if source.source in r.sources]
        assert (source.runs, source.newest) == (len(had), max(r.id for r in had))
        assert source.total.stored == sum(r.sources[source.source].stored for r in had)
    assert [s.total.inputs for s in sources] == sorted((s.total.inputs for s in sources), reverse=True)
    assert desk.store.sources(2, 1) == sources[1:3]
    assert desk.store.run(runs[0].id) == runs[0]
    assert desk.store.run(99) is None
    assert {code: n for s in sources for code, n in s.total.refused.items()} == {"unreadable": 1}


def test_taking_what_is_there_tells_nothing_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take(gather(FERRY))
    monkeypatch.setattr(desk.store, "tell", lambda stories, seen: pytest.fail("told again"))
    assert desk.take(gather(FERRY)).unchanged == len(FERRY)


def test_reading_again_with_the_same_stages_changes_nothing(desk: Desk) -> None:
    taken = desk.take(gather(FERRY + WATER))
    before = list(desk.store.each_story())
    account = desk.reread()
    assert (account.stored, account.unchanged, account.quarantined) == (0, taken.stored, {"truncated": 1})
    assert list(desk.store.each_story()) == before
    assert not desk.store.untold()


def test_old_pages_profit_from_new_stages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take(gather(FERRY + WATER))
    ids = {s.id for s in desk.store.stories()}
    assert desk.store.counts().quarantined == 1
    read_now = desk_module.examine

    def better(store: SqlStore, pages: Sequence[tuple[str, Page]], cores: Cores) -> Examined:
        whole = [
            (key, replace(p, content=p.content + b"</p></body></html>") if b"water-cut" in p.name.encode() else p)
            for key, p in pages
        ]
        results, forecast = read_now(store, whole, cores)
        return [r if isinstance(r, Refusal) else _late(r) for r in results], forecast

    monkeypatch.setattr(desk_module, "examine", better)
    account = desk.reread()
    assert account.stored == len(FERRY) + len(WATER) - len(account.refusals)
    assert desk.store.untold() is False
    assert all("late edition" in s.headline for s in desk.store.stories())
    assert ids <= {s.id for s in desk.store.stories()}
    assert list(verify(desk.store)) == []


def test_a_page_that_is_refused_now_keeps_its_bytes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take(gather(FERRY))
    contents = [k.page.content for k in desk.store.each_page()]

    def stricter(store: SqlStore, pages: Sequence[tuple[str, Page]], cores: Cores) -> Examined:
        return [Refusal(page=p.name, code=RefusalCode.NO_TEXT, reason="stricter now") for _, p in pages], Forecast()

    monkeypatch.setattr(desk_module, "examine", stricter)
    assert desk.reread().refused == {"no-text": len(FERRY)}
    assert (desk.store.counts().pages, desk.store.counts().stories) == (0, 0)
    assert [k.page.content for k in desk.store.each_page()] == contents
    assert list(verify(desk.store)) == []
    monkeypatch.undo()
    assert desk.reread().stored == len(FERRY)
    assert desk.store.counts().stories > 0


def test_pruning_by_site_takes_its_pages_and_mends_the_stories(desk: Desk) -> None:
    desk.take(gather(FERRY))
    before = {s.id: len(s.pickups) for s in desk.store.stories()}
    summary = max(desk.store.sites(), key=lambda s: s.pickups)
    pruned = desk.prune(site=summary.site)
    assert (pruned.pages, pruned.bytes > 0) == (summary.pickups, True)
    assert desk.store.site(summary.site) is None
    after = {s.id: len(s.pickups) for s in desk.store.stories()}
    assert after.keys() <= before.keys()
    assert sum(after.values()) == sum(before.values()) - summary.pickups
    assert list(verify(desk.store)) == []
    assert desk.take(gather(FERRY)).stored == summary.pickups


def test_pruning_by_age_goes_by_capture_and_may_empty_the_desk(desk: Desk) -> None:
    desk.take(gather(FERRY + WATER))
    assert desk.prune(before=datetime(1999, 1, 1, tzinfo=UTC)).pages == 0
    mark = desk.store.mark()
    assert desk.prune(before=datetime(2090, 1, 1, tzinfo=UTC)).pages == mark
    counts = desk.store.counts()
    assert (counts.pages, counts.stories, counts.quarantined) == (0, 0, 0)
    assert list(verify(desk.store)) == []
    assert desk.store.search("ferry", 10, 0) == ([], 0)
    desk.take(gather(FERRY))
    assert desk.store.mark() == mark + len(FERRY)


def test_pruning_wants_to_know_what(desk: Desk) -> None:
    with pytest.raises(UsageError):
        desk.prune()
    with pytest.raises(UsageError, match="zone"):
        desk.prune(before=datetime(2024, 1, 1))
