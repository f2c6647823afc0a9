"""An older desk is brought up in one transaction: at one version or the other, whenever it is killed."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import version_1
from filling import everything, fill, kept
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, event, insert, inspect, select, text, update

from copydesk.desk import page_key
from copydesk.inspection.site_agreement import Agreed, Seen
from copydesk.record import DeskError
from copydesk.stores import Kept, KeptPage, migrations, open_store, schema
from copydesk.stores.articles import checked_of
from copydesk.stores.codec import encode, seal
from copydesk.stores.database import put_setting
from copydesk.stores.keys import digest
from copydesk.stores.sql_sites import Site
from copydesk.stores.sqlite import open_sqlite
from copydesk.stores.verifying import verify


def laid_out(folder: Path) -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(folder / "desk.db")) as db:
        return set(db.execute("SELECT type, name, sql FROM sqlite_master"))


def version_of(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "desk.db")) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def assert_upgraded(folder: Path) -> None:
    store = open_sqlite(folder, create=False)
    assert list(verify(store)) == []
    assert [k.page.content for k in store.each_page()] == [kept(key).page.content for key in ("a", "b", "c")]
    assert {s.id for s in store.stories()} == {"s1", "s2"}
    assert store.moved("s0") == "s1"
    assert [c.article.headline for c in store.checked("s1")] == ["a", "b"]
    assert len(store.search("ferry", 10, 0)[0]) == 2
    assert [(r.total.stored, r.stories) for r in store.runs()] == [(3, 2)]
    assert not store.untold()
    store.keep([kept("d")])
    assert store.mark() == 4
    store.close()


def test_a_desk_of_version_1_is_brought_up_whole(tmp_path: Path) -> None:
    version_1.make(tmp_path / "old")
    assert_upgraded(tmp_path / "old")
    open_sqlite(tmp_path / "new").close()
    assert laid_out(tmp_path / "old") == laid_out(tmp_path / "new")


def test_damage_before_the_upgrade_is_still_named_after_it(tmp_path: Path) -> None:
    version_1.make(tmp_path / "old")
    content = kept("b").page.content
    name = digest(content)
    (tmp_path / "old" / "pages" / name[:2] / f"{name}.gz").write_bytes(b"nonsense")
    with closing(sqlite3.connect(tmp_path / "old" / "desk.db")) as db:
        db.execute("UPDATE article SET record = CAST('{}' AS BLOB) WHERE page_id = 1")
        db.execute("UPDATE page SET url = 'https://other.example/' WHERE id = 3")
        db.commit()
    store = open_sqlite(tmp_path / "old", create=False)
    named = {(d.table, d.record.split(" ")[0]) for d in verify(store)}
    assert named == {("article", "1"), ("page", "2"), ("page", "3")}
    store.close()


def test_a_desk_of_version_2_remembers_its_sites_from_now_on(place: str) -> None:
    store = open_store(place, create=True)
    fill(store)
    held = everything(store)
    with store.database.writing() as db:
        schema.site.drop(db)
        if "://" in place:
            put_setting(db, "version", 2)
        else:
            db.execute(text("PRAGMA user_version = 2"))
    store.close()
    up = open_store(place)
    assert list(verify(up)) == []
    with up.database.reading() as db:
        assert [(row.site, row.unsettled) for row in db.execute(schema.site.select())] == [("ferry.example", 0)]
    up.keep([kept("late")])
    assert {name: rows for name, rows in everything(up).items() if name in ("story", "pickup", "run")} == {
        name: rows for name, rows in held.items() if name in ("story", "pickup", "run")
    }
    # What was kept while nothing was remembered is drawn with the next page of the site.
    (site,) = up.unsettled(9)
    assert (site.site, site.upto, site.record.sample, len(up.sample_of(site))) == ("ferry.example", 14, None, 13)
    up.close()


def as_version_3(place: str) -> dict[str, list[tuple[object, ...]]]:
    """A desk as version 3 of the tables kept it, without validators; gives what it holds."""
    store = open_store(place, create=True)
    fill(store)
    held = everything(store)
    with store.database.writing() as db:
        schema.validator.drop(db)
        for index in schema.page.indexes:
            if index.name in ("page_by_url", "page_by_via"):
                index.drop(db)
        if "://" in place:
            put_setting(db, "version", 3)
        else:
            db.execute(text("PRAGMA user_version = 3"))
    store.close()
    return held


def test_a_desk_of_version_3_finds_pages_by_address_from_now_on(place: str) -> None:
    held = as_version_3(place)
    number = 1
    while killed_at_statement(number, place):
        number += 1
    assert number > 3
    up = open_store(place)
    assert unlike(everything(up), held) <= {"page", "site"}  # version 5 has other keys
    with up.database.reading() as db:
        found = {index["name"] for index in inspect(db).get_indexes("page")}
    assert {"page_by_url", "page_by_via", "page_by_site"} <= found
    up.keep([Kept("late", replace(kept("late").page, etag='"v1"'), kept("late").result)])
    assert len(everything(up)["validator"]) == 1
    assert list(verify(up)) == []
    up.close()


def unlike(one: dict[str, list[tuple[object, ...]]], other: dict[str, list[tuple[object, ...]]]) -> set[str]:
    """The tables that two desks do not have in common, row by row."""
    return {name for name in one if one[name] != other[name]}


def record_sizes(held: dict[str, list[tuple[object, ...]]]) -> list[int]:
    return sorted(len(row[1]) for row in held["article"] if isinstance(row[1], bytes))


def as_version_4(place: str) -> dict[str, list[tuple[object, ...]]]:
    """A desk as version 4 kept it: keys made from the bytes, each article with its restored self; gives what it holds.

    The pages of its sites are known by those keys.
    """
    store = open_store(place, create=True)
    fill(store)
    page, article, site = schema.page, schema.article, schema.site
    with store.database.writing() as db:
        for row in db.execute(select(page)).mappings().all():
            values = {**row, "key": f"old {row['id']}"}
            db.execute(update(page).where(page.c.id == row["id"]).values(seal(page, values)))
        for row in db.execute(select(article)).mappings().all():
            record = encode(checked_of(row, "article"))
            values = seal(article, {"page_id": row["page_id"], "record": record})
            db.execute(update(article).where(article.c.page_id == row["page_id"]).values(values))
        for row in db.execute(select(site)).mappings().all():
            record = encode(Site((Seen("old 1", ("lumora",)),), Agreed(("lumora",))))
            values = seal(site, {"site": row["site"], "unsettled": 0, "record": record})
            db.execute(update(site).where(site.c.site == row["site"]).values(values))
        # Two names that a database cannot keep apart, and a row that is damaged.
        twin = {**db.execute(select(page).where(page.c.id == 1)).mappings().one(), "id": 99, "key": "old twin"}
        db.execute(insert(page), [seal(page, twin)])
        put_setting(db, "last page", 99)
        put_setting(db, "told", 99)
        db.execute(update(page).where(page.c.id == 2).values(via="elsewhere"))
        if "://" in place:
            put_setting(db, "version", 4)
        else:
            db.execute(text("PRAGMA user_version = 4"))
    held = everything(store)
    store.close()
    return held


def test_a_desk_of_version_4_knows_its_pages_by_other_keys_from_now_on(place: str) -> None:
    held = as_version_4(place)
    number = 1
    while killed_at_statement(number, place):
        number += 1
    assert number > 6
    up = open_store(place)
    now = everything(up)
    assert unlike(now, held) == {"page", "article", "site"}
    keys = {row[0]: row[1] for row in now["page"]}
    for was, row in zip(held["page"], now["page"], strict=True):
        assert (was[0], was[2:-1]) == (row[0], row[2:-1])
    assert (keys[2], keys[99]) == ("old 2", "old twin")  # one is damaged, the other's key is taken
    captured = [page for _, page in up.some_pages(0) if isinstance(page, KeptPage)]
    assert all(page.key == page_key(page.page) for page in captured if page.id not in (2, 99))
    assert {d.record.split(" ")[0] for d in verify(up)} == {"2", "99"}
    assert [c.article for c in up.checked("s2")] == [c.restored for c in up.checked("s2")]
    assert record_sizes(now)[-1] < record_sizes(held)[0]
    assert up.unsettled(9) == []
    # What the site's pages agree on still stands; its sample is drawn with its next page.
    up.keep([kept("late")])
    (site,) = up.unsettled(9)
    assert (site.record.sample, site.record.agreed, site.upto) == (None, Agreed(("lumora",)), 100)
    up.close()


def killed_at_statement(number: int, place: str) -> bool:
    """Open the desk in a child that is killed before its statement of this number; whether it came so far."""
    child = os.fork()
    if child == 0:
        seen = 0

        def kill(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", kill)
        event.listen(Engine, "commit", kill)
        open_store(place)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("stride", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_an_upgrade_killed_at_a_statement_leaves_the_one_version_or_the_other(tmp_path: Path, stride: int) -> None:
    version_1.make(tmp_path / "old")
    before = laid_out(tmp_path / "old")
    number = 1
    while killed_at_statement(number, str(tmp_path / "old")):
        assert (version_of(tmp_path / "old"), laid_out(tmp_path / "old")) == (1, before)
        number += stride
    assert number > 40
    assert_upgraded(tmp_path / "old")


def test_a_new_desk_killed_at_each_statement_can_be_laid_out_by_the_next(place: str) -> None:
    for number in (1, 7, 20):
        killed_at_statement_of_layout(number, place)
    store = open_store(place, create=True)
    fill(store)
    assert list(verify(store)) == []
    store.close()


def killed_at_statement_of_layout(number: int, place: str) -> None:
    child = os.fork()
    if child == 0:
        seen = 0

        def kill(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", kill)
        open_store(place, create=True)
        os._exit(0)
    os.waitpid(child, 0)


def next_step(db: Connection, where: str) -> None:
    """A step as a later version may have it."""
    db.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)"))
    db.execute(text("ALTER TABLE subscription ADD COLUMN paused TEXT"))
    db.execute(text("INSERT INTO note (id, words) SELECT id, name FROM page"))


def test_a_later_step_killed_at_a_statement_is_undone(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(place, create=True)
    fill(store)
    held = everything(store)
    store.close()
    with monkeypatch.context() as later:
        later.setattr(schema, "SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)
        later.setattr(migrations, "STEPS", {schema.SCHEMA_VERSION: next_step})
        number = 1
        while killed_at_statement(number, place):
            number += 2
            with monkeypatch.context() as now:
                now.setattr(schema, "SCHEMA_VERSION", schema.SCHEMA_VERSION - 1)
                same = open_store(place)
                assert everything(same) == held
                same.close()
        up = open_store(place)
        with up.database.reading() as db:
            assert db.scalar(text("SELECT count(*) FROM note")) == 13
        up.close()
    with pytest.raises(DeskError, match="newer copydesk"):
        open_store(place)


def test_a_version_from_which_no_step_leads_is_left_as_it_is(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(place, create=True).close()
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 9)
    with pytest.raises(DeskError, match="cannot lead on"):
        open_store(place)
    monkeypatch.undo()
    open_store(place).close()
