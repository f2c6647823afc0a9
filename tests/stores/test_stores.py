"""What every store must do, on both databases: keep all or nothing, find, lead old ids on, refuse what is no desk."""

import sqlite3
import struct
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from filling import kept, pickup, refusal
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Connection, func, select, update

from copydesk.capture.shelf import RecordShelf
from copydesk.capture.subscriptions import LONGEST_POLLED, Subscription
from copydesk.record import (
    Account,
    Article,
    Checked,
    DeskError,
    Outcome,
    Page,
    RefusalCode,
    Related,
    Role,
    StoreError,
    Story,
    UsageError,
)
from copydesk.stores import Ending, Entry, Kept, KeptPage, Store, Tally, open_store, schema
from copydesk.stores.codec import pack
from copydesk.stores.keys import digest
from copydesk.stores.sql import SqlStore
from copydesk.stores.sql_stories import Changed
from copydesk.stores.sqlite import open_sqlite, quoted
from copydesk.stores.verifying import verify


def story(
    story_id: str,
    *keys: str,
    headline: str = "Ferry runs",
    body: str = "The ferry runs again.",
    published: str | None = None,
) -> Story:
    return Story(
        id=story_id,
        headline=headline,
        paragraphs=(body,),
        section="World",
        published=published,
        pickups=tuple(pickup(k) for k in keys),
    )


def test_what_was_kept_is_there(store: SqlStore) -> None:
    store.keep([kept("a"), kept("b")], [refusal("c.html")])
    assert store.known(["a", "b", "x"]) == {"a", "b"}
    assert [(k, c.article.headline) for k, c in store.checked_all()] == [("a", "a"), ("b", "b")]
    counts = store.counts()
    assert (counts.pages, counts.refused, counts.quarantined) == (2, 1, 0)


def test_a_refused_page_keeps_no_bytes_and_a_quarantined_one_does(store: SqlStore) -> None:
    empty = Page(name="e.html", content=b"")
    cut = Page(name="t.html", content=b"<p>half a pa")
    store.keep(
        [
            Kept("e", empty, refusal("e.html")),
            Kept("t", cut, refusal("t.html", RefusalCode.TRUNCATED)),
        ]
    )
    assert store.known(["e", "t"]) == {"t"}
    (page,) = store.each_page()
    assert (page.page, page.digest) == (cut, digest(cut.content))
    assert store.counts().quarantined == 1
    assert {r.page for r in store.refusals(10)} == {"e.html", "t.html"}


def test_a_batch_is_kept_whole_or_not_at_all(store: SqlStore) -> None:
    doubled = Article(name="b", url="\ud800")  # cannot be written as JSON
    broken = Kept("b", Page(name="b", content=b"b"), Checked(article=doubled, restored=doubled))
    with pytest.raises((UnicodeEncodeError, StoreError)):
        store.keep([kept("a"), broken])
    assert store.known(["a", "b"]) == set()
    store.keep([kept("a")])
    assert store.known(["a"]) == {"a"}


def test_the_same_page_from_two_writers_is_kept_once(store: SqlStore) -> None:
    store.keep([kept("a")])
    store.keep([kept("a")])
    assert store.counts().pages == 1


def test_a_refusal_is_kept_once_however_often_it_comes(store: SqlStore) -> None:
    for _ in range(3):
        store.keep([], [refusal("e.html")])
    assert store.counts().refused == 1


def test_stories_are_replaced_and_found(store: SqlStore) -> None:
    store.keep([kept("a"), kept("b"), kept("c", site="other.example")])
    assert store.tell(
        [story("s1", "a", "b", published="2024-03-01"), story("s2", "c", published="2024-05-01")], store.mark()
    )
    assert [s.id for s in store.stories()] == ["s2", "s1"]
    assert [s.id for s in store.each_story()] == ["s2", "s1"]
    found = store.story("s1")
    assert found is not None
    assert [p.name for p in found.pickups] == ["a.html", "b.html"]
    assert [c.article.headline for c in store.checked("s1")] == ["a", "b"]
    assert store.story_ids() == {"a": "s1", "b": "s1", "c": "s2"}
    assert store.sections() == [("World", 2)]
    assert [s.id for s in store.stories(section="World", limit=1, offset=1)] == ["s1"]


def test_pages_that_came_meanwhile_wait_for_the_next_telling(store: SqlStore) -> None:
    store.keep([kept("a")])
    seen = store.mark()
    store.keep([kept("b")])
    assert store.tell([story("s1", "a")], seen)
    assert store.told() == seen < store.mark()
    assert [key for key, _ in store.checked_since(seen)] == ["b"]


def test_stories_made_from_fewer_pages_than_others_told_meanwhile_are_not_kept(store: SqlStore) -> None:
    store.keep([kept("a")])
    seen = store.mark()
    store.keep([kept("b")])
    assert store.tell([story("s1", "a"), story("s2", "b")], store.mark())
    assert not store.tell([story("s1", "a")], seen)
    assert {s.id for s in store.stories()} == {"s1", "s2"}


def test_an_old_id_leads_on_through_two_moves(store: SqlStore) -> None:
    store.keep([kept("a"), kept("b"), kept("c")])
    store.tell([story("s1", "a"), story("s2", "b"), story("s3", "c")], store.mark())
    store.tell([story("s2", "b", "a"), story("s3", "c")], store.mark())
    assert store.moved("s1") == "s2"
    store.tell([story("s3", "c", "b", "a")], store.mark())
    assert (store.moved("s1"), store.moved("s2"), store.moved("s3")) == ("s3", "s3", None)
    store.tell([story("s1", "a"), story("s3", "c", "b")], store.mark())
    assert (store.moved("s1"), store.moved("s2")) == (None, "s3")


def test_sites_count_what_they_took_and_changed(store: SqlStore) -> None:
    store.keep([kept("a"), kept("b"), kept("c")])
    tampered = pickup("b", Role.TAMPERED, "farm.example")
    one = Story(id="s1", headline="h", paragraphs=(), pickups=(pickup("a"), tampered))
    two = Story(id="s2", headline="h", paragraphs=(), pickups=(pickup("c", Role.VERBATIM, "farm.example"),))
    store.tell([one, two], store.mark())
    farm = store.site("farm.example")
    assert farm is not None
    assert (farm.pickups, farm.changed, farm.stories) == (2, 1, 2)
    assert [s.site for s in store.sites()] == ["farm.example", "ferry.example"]
    assert store.site("nobody.example") is None
    assert {s.id for s in store.stories(site="farm.example")} == {"s1", "s2"}


def test_search_wants_every_word_and_prefers_the_headline(store: SqlStore) -> None:
    store.keep([kept("a"), kept("b"), kept("c")])
    store.tell(
        [
            story("s1", "a", headline="Harbour closed", body="The ferry waits."),
            story("s2", "b", headline="Ferry runs", body="The harbour is open."),
            story("s3", "c", headline="Wheat", body="Café crème and ferry."),
        ],
        store.mark(),
    )
    found, total = store.search("ferry", 10, 0)
    assert (found[0].id, total) == ("s2", 3)
    assert {s.id for s in store.search("ferry harbour", 10, 0)[0]} == {"s1", "s2"}
    assert [s.id for s in store.search("CAFE", 10, 0)[0]] == ["s3"]
    assert store.search("", 10, 0) == ([], 0)
    assert len(store.search("ferry", 1, 1)[0]) == 1


NAUGHTY = [
    '"',
    "AND",
    "ferry OR",
    "NEAR(",
    "*",
    "a:b",
    "-",
    "ferry*",
    "'; DROP TABLE story; --",
    "\x00",
    "^",
    "\\",
    "ferry | harbour & ! <-> (",
    "(",
    "{a}",
    "\ud800",
]


def test_no_query_is_read_as_syntax(store: SqlStore) -> None:
    for query in NAUGHTY:
        store.search(query, 10, 0)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_every_query_is_a_list_of_quoted_words(query: str) -> None:
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        match = quoted(query)
        if match:
            db.execute("SELECT * FROM t WHERE t MATCH ?", (match,)).fetchall()
    db.close()


def test_a_desk_opens_again_with_what_it_held(place: str) -> None:
    first = open_store(place, create=True)
    first.keep([kept("a")])
    first.tell([story("s1", "a")], first.mark())
    first.close_run(Account(stored=1))
    first.close()
    again = open_store(place)
    assert again.story("s1") is not None
    assert [(r.total.stored, r.ended is not None) for r in again.runs()] == [(1, True)]
    again.close()


def test_a_folder_without_a_desk_is_not_made_one_unasked(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="there is no desk here"):
        open_sqlite(tmp_path / "nowhere", create=False)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "content", [b"not a database at all, but longer than a header of SQLite's hundred bytes" * 3, b"x"]
)
def test_a_file_that_is_no_database_is_left_untouched(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "desk.db").write_bytes(content)
    with pytest.raises(DeskError, match="left as it is"):
        open_sqlite(tmp_path)
    assert (tmp_path / "desk.db").read_bytes() == content


def test_a_desk_laid_out_while_another_process_looks_is_a_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four writers began at once, and one saw a mark of before beside tables of after."""
    with sqlite3.connect(tmp_path / "desk.db") as db:
        db.execute("PRAGMA journal_mode=WAL")
    db.close()

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *given: object) -> sqlite3.Cursor:
            answer = super().execute(sql)
            if sql == "PRAGMA application_id":
                monkeypatch.undo()
                open_sqlite(tmp_path).close()
            return answer

    connect = sqlite3.connect

    def watched(*given: object, **named: object) -> sqlite3.Connection:
        return connect(*given, **named, factory=Watched)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", watched)
    open_sqlite(tmp_path).close()


def test_somebody_elses_database_is_left_untouched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "desk.db") as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    before = (tmp_path / "desk.db").read_bytes()
    with pytest.raises(DeskError, match="not a desk's"):
        open_sqlite(tmp_path)
    assert (tmp_path / "desk.db").read_bytes() == before


def test_a_desk_whose_making_was_killed_between_two_syncs_is_made(tmp_path: Path) -> None:
    # What is on disk when SIGKILL comes while SQLite turns a new file to WAL: one page, and the journal that undoes it.
    with sqlite3.connect(tmp_path / "desk.db") as db:
        db.execute("PRAGMA journal_mode=WAL")
    db.close()
    journal = struct.pack(">8sIIIII", bytes.fromhex("d9d505f920a163d7"), 0, 4711, 0, 512, 4096)
    (tmp_path / "desk.db-journal").write_bytes(journal.ljust(512, b"\x00"))
    store = open_sqlite(tmp_path, create=True)
    store.keep([kept("a")])
    assert store.counts().pages == 1


def test_a_newer_desk_is_refused_untouched(tmp_path: Path) -> None:
    open_sqlite(tmp_path).close()
    with sqlite3.connect(tmp_path / "desk.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = (tmp_path / "desk.db").read_bytes()
    with pytest.raises(DeskError, match="newer copydesk"):
        open_sqlite(tmp_path)
    assert (tmp_path / "desk.db").read_bytes() == before


def test_a_record_whose_bytes_changed_is_named(store: SqlStore) -> None:
    store.keep([kept("a")])
    store.tell([story("s1", "a")], store.mark())
    with store.database.writing() as db:
        damaged = b'{"headline": "Another", "paragraphs": []}'
        db.execute(update(schema.story).values(record=damaged))
    with pytest.raises(StoreError, match="story s1"):
        store.story("s1")


def test_equal_bytes_are_kept_once_and_damage_is_noticed(store: SqlStore) -> None:
    page = Page(name="same.html", content=b"the same bytes", url="https://a.example/2")
    same = Kept("b", page, kept("b").result)
    store.keep([same, Kept("c", replace(page, url="https://a.example/3"), kept("c").result)])
    with store.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(schema.capture)) == 1
    assert [k.page.content for k in store.each_page()] == [b"the same bytes"] * 2
    with store.database.writing() as db:
        db.execute(update(schema.capture).values(content=pack(b"not the bytes!")))
    with pytest.raises(StoreError, match="not what was kept"):
        list(store.each_page())


def test_text_that_no_database_keeps_does_not_stop_a_batch(store: SqlStore) -> None:
    page = Page(name="a\x00b\ud800.html", content=b"x", url="https://a.example/\x00")
    store.keep([Kept("a", page, kept("a").result)], [refusal("n\x00"), refusal("n\ud800"), refusal("n\ufffd")])
    (back,) = store.each_page()
    assert back.page.name == "a\ufffdb\ufffd.html"
    assert [r.page for r in store.refusals(10)] == ["n\ufffd"]


def test_accounts_are_kept_with_the_pages_by_run_and_source(store: SqlStore) -> None:
    run = store.open_run()
    stored, unchanged = Ending("a.example", Outcome.STORED), Ending("a.example", Outcome.UNCHANGED)
    empty = Ending("b.example", Outcome.REFUSED, "empty")
    store.keep([kept("a")], [], Entry(run, Counter({stored: 1, empty: 2})))
    store.keep([kept("b")], [], Entry(run, Counter({stored: 1, unchanged: 3, empty: 1})))
    (going,) = store.runs()
    assert (going.ended, going.stories) == (None, None)
    assert going.total == Tally(stored=2, unchanged=3, refused={"empty": 3})
    assert going.sources == {"a.example": Tally(stored=2, unchanged=3), "b.example": Tally(refused={"empty": 3})}
    store.close_run(Account(stored=2, stories=1, findings={"redated": 1}), run)
    (done,) = store.runs()
    assert done.ended is not None
    assert (done.id, done.stories, done.findings, done.total.inputs) == (run, 1, {"redated": 1}, 8)


def test_subscriptions_are_kept_by_address(store: SqlStore) -> None:
    store.subscribe("https://b.example/feed", b'{"pace": 60}')
    store.subscribe("https://a.example/feed", b"{}")
    store.subscribe("https://b.example/feed", b'{"pace": 30}')
    assert store.subscriptions() == [("https://a.example/feed", b"{}"), ("https://b.example/feed", b'{"pace": 30}')]
    assert store.unsubscribe("https://a.example/feed")
    assert not store.unsubscribe("https://a.example/feed")


def test_only_stories_that_changed_are_written_and_found_by_their_new_words(store: SqlStore) -> None:
    store.keep([kept("a"), kept("b"), kept("c")])
    store.tell([story("s1", "a", headline="Harbour"), story("s2", "b", headline="Wheat")], store.mark())
    numbers = numbers_of(store)
    store.tell_some(["s2"], [story("s2", "b", "c", headline="Barley")], store.mark())
    assert numbers_of(store) == numbers
    assert store.search("wheat", 10, 0) == ([], 0)
    assert [s.id for s in store.search("barley", 10, 0)[0]] == ["s2"]
    assert [s.id for s in store.search("harbour", 10, 0)[0]] == ["s1"]
    assert store.story_ids() == {"a": "s1", "b": "s2", "c": "s2"}
    store.tell_some(["s1", "s2"], [story("s3", "a", "b", "c", headline="Both")], store.mark())
    assert (store.moved("s1"), store.moved("s2")) == ("s3", "s3")
    assert store.search("harbour", 10, 0) == ([], 0)
    assert store.counts().stories == 1


def numbers_of(store: SqlStore) -> dict[str, int]:
    with store.database.reading() as db:
        return {row.id: row.number for row in db.execute(select(schema.story))}


def test_a_store_is_what_the_protocol_says(store: SqlStore) -> None:
    checked: Store = store
    assert checked.counts().stories == 0


def test_only_stories_whose_words_changed_go_through_the_index_of_words_again(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep([kept("a"), kept("b"), kept("c")])
    told = [story("s1", "a", headline="Ferry"), story("s2", "b", headline="Quay"), story("s3", "c", headline="Mill")]
    store.tell(told, store.mark())
    indexed: list[Changed] = []
    index_text = store.index_text

    def index(db: Connection, changed: Changed) -> None:
        indexed.append(changed)
        index_text(db, changed)

    monkeypatch.setattr(store, "index_text", index)
    related = replace(told[0], related=(Related("s2", "Quay", 0.5, "quay"),))
    store.tell_some(["s1", "s2", "s3"], [related, replace(told[1], headline="Harbour")], store.mark())
    (changed,) = indexed
    assert [row.headline for row in changed.fresh] == ["Harbour"]
    assert len(changed.gone) == 2  # of the story that has other words, and of the one that is gone
    assert [s.id for s in store.search("ferry", 9, 0)[0]] == ["s1", "s2"]
    assert store.search("quay", 9, 0)[0] == store.search("mill", 9, 0)[0] == []
    assert list(verify(store)) == []


def test_names_and_addresses_of_any_length_are_kept_and_counted(store: SqlStore) -> None:
    address = "https://long.example/" + "".join(f"{n:x}/" for n in range(30_000))
    at = Page(name=address, url=address, content=b"<p>The ferry runs.", via=address, at=7)
    names = [f"{address}{n}" for n in (1, 2, 2)]
    entry = Entry(store.open_run(), Counter(Ending(name, Outcome.REFUSED, "empty") for name in names))
    store.keep([Kept("a", at, kept("a").result)], [refusal(name) for name in names], entry)
    (_, found), *_ = store.some_pages(0)
    assert isinstance(found, KeptPage)
    assert found.page == at
    assert len(store.refusals(9)) == 2
    assert sorted(source.total.inputs for source in store.sources()) == [1, 2]
    assert len(store.sources()[0].source) < 600


def test_addresses_are_polled_as_long_as_they_can_be_kept(store: SqlStore) -> None:
    shelf, dice = RecordShelf(store), Random(1)  # noqa: S311
    address = "https://long.example/"
    longest = address + "".join(dice.choices("0123456789abcdefghijklmnopqrstuvwxyz", k=LONGEST_POLLED - len(address)))
    assert shelf.add(Subscription(url=longest))
    assert [one.url for one in shelf.subscriptions()] == [longest]
    with pytest.raises(UsageError, match="longer than"):
        shelf.add(Subscription(url=f"{longest}x"))
