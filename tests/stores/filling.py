"""Something of every kind on a desk, and all that a desk holds as one value to compare."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from copydesk.record import Account, Article, Checked, Outcome, Page, Pickup, Refusal, RefusalCode, Role, Story
from copydesk.stores import Ending, Entry, Kept, schema
from copydesk.stores.sql import SqlStore
from making import pickup as made

PLACES = ("harbour", "mill", "bridge", "market", "school", "station", "theatre", "lighthouse")


def kept(key: str, text: str = "The ferry runs.", site: str = "ferry.example") -> Kept:
    article = Article(name=f"{key}.html", url=f"https://{site}/{key}", site=site, headline=key, paragraphs=(text,))
    page = Page(name=f"{key}.html", content=f"<p>{key}: {text}".encode(), url=article.url)
    return Kept(key, page, Checked(article=article, restored=article))


def pickup(key: str, role: Role = Role.VERBATIM, site: str = "ferry.example") -> Pickup:
    return made(key, role, site=site)


def story(story_id: str, *keys: str, headline: str = "Ferry runs", body: str = "The ferry runs again.") -> Story:
    return Story(
        id=story_id, headline=headline, paragraphs=(body,), section="World", pickups=tuple(pickup(k) for k in keys)
    )


def refusal(page: str, code: RefusalCode = RefusalCode.EMPTY) -> Refusal:
    return Refusal(page=page, code=code, reason="nothing in it")


def fill(store: SqlStore, pages: int = 12) -> None:
    """Pages, two a story, one quarantined, refusals, accounts, subscriptions, an id that leads on."""
    run = store.open_run()
    texts = [f"At the {PLACES[i % len(PLACES)]} café no. {i} the council met; " + "words, " * 40 for i in range(pages)]
    batch = [kept(f"k{i}", text) for i, text in enumerate(texts)]
    cut = Kept("cut", Page(name="cut.html", content=b"<p>half a pa"), refusal("cut.html", RefusalCode.TRUNCATED))
    entry = Entry(run, Counter({Ending("ferry.example", Outcome.STORED): pages}))
    store.keep([*batch, cut], [refusal("e.html"), refusal("f.html")], entry)
    keys = [k.key for k in batch]
    first = [story(f"s{i}", keys[i], headline=texts[i][:30], body=texts[i]) for i in range(pages)]
    store.tell(first, store.mark())
    pairs = [
        story(f"s{i}", keys[i], keys[i + 1], headline=texts[i][:30], body=texts[i]) for i in range(0, pages - 1, 2)
    ]
    store.tell(pairs, store.mark())
    store.close_run(Account(stored=pages, stories=len(pairs)), run)
    store.subscribe("https://a.example/feed", b'{"pace": 60}')
    store.subscribe("https://b.example/feed", b"{}")


def everything(store: SqlStore) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for what a store keeps of itself."""
    held: dict[str, list[tuple[Any, ...]]] = {}
    with store.database.reading() as db:
        for table in schema.TABLES:
            rows = db.execute(select(table).order_by(*table.primary_key.columns)).all()
            held[table.name] = [tuple(row) for row in rows if not (table is schema.desk and row[0] == "version")]
    return held
