"""A desk as version 1 of the tables kept it: bytes in files beside it, hashes over the record alone."""

import gzip
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
from filling import kept, story
from msgspec.structs import replace

TABLES = """
CREATE TABLE page (id INTEGER NOT NULL, "key" VARCHAR(32) NOT NULL, name TEXT NOT NULL, url TEXT, site TEXT,
    captured TEXT, media_type TEXT, cut TEXT, digest VARCHAR(64) NOT NULL, outcome VARCHAR(16) NOT NULL,
    taken TEXT NOT NULL, hash VARCHAR(32) NOT NULL, PRIMARY KEY (id), UNIQUE ("key"));
CREATE TABLE article (page_id INTEGER NOT NULL, record BLOB NOT NULL, hash VARCHAR(32) NOT NULL, PRIMARY KEY (page_id),
    FOREIGN KEY(page_id) REFERENCES page (id));
CREATE TABLE story (number INTEGER NOT NULL, id VARCHAR(16) NOT NULL, section TEXT, sort_time TEXT NOT NULL,
    record BLOB NOT NULL, hash VARCHAR(32) NOT NULL, PRIMARY KEY (number), UNIQUE (id));
CREATE INDEX story_by_section ON story (section, sort_time);
CREATE INDEX story_by_time ON story (sort_time);
CREATE TABLE pickup (page_id INTEGER NOT NULL, story_id VARCHAR(16) NOT NULL, position INTEGER NOT NULL, site TEXT,
    changed INTEGER NOT NULL, PRIMARY KEY (page_id), FOREIGN KEY(page_id) REFERENCES page (id));
CREATE INDEX pickup_by_site ON pickup (site);
CREATE INDEX pickup_by_story ON pickup (story_id, position);
CREATE TABLE moved (old_id VARCHAR(16) NOT NULL, new_id VARCHAR(16) NOT NULL, PRIMARY KEY (old_id));
CREATE TABLE refusal (id INTEGER NOT NULL, page TEXT NOT NULL, url TEXT, code VARCHAR(16) NOT NULL,
    reason TEXT NOT NULL, outcome VARCHAR(16) NOT NULL, at TEXT NOT NULL, PRIMARY KEY (id));
CREATE UNIQUE INDEX refusal_by_page ON refusal (page, code);
CREATE TABLE run (id INTEGER NOT NULL, ended TEXT NOT NULL, account BLOB NOT NULL, PRIMARY KEY (id));
CREATE VIRTUAL TABLE story_text USING fts5 (headline, body, tokenize = 'unicode61 remove_diacritics 2');
PRAGMA application_id = 1129333835;
PRAGMA user_version = 1;
"""

TIME = "2026-01-02T03:04:05.000006+00:00"


def make(folder: Path) -> None:
    """Three pages in two stories, one with a site's name in letters that are not ASCII."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "desk.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript(TABLES)
        for number, key in enumerate(("a", "b", "c"), 1):
            page, checked = kept(key).page, kept(key).result
            digest = hashlib.sha256(page.content).hexdigest()
            file = folder / "pages" / digest[:2] / f"{digest}.gz"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(gzip.compress(page.content, mtime=0))
            row = (key, page.name, page.url, "fähre.example", None, None, None, digest, "stored", TIME)
            mark = _hash("\x1f".join(str(v) for v in row).encode())
            db.execute(f"INSERT INTO page VALUES ({number}, {', '.join('?' * 11)})", (*row, mark))  # noqa: S608
            record = msgspec.json.encode(checked)
            db.execute("INSERT INTO article VALUES (?, ?, ?)", (number, record, _hash(record)))
        for number, (told, pages) in enumerate(((story("s1", "a", "b"), (1, 2)), (story("s2", "c"), (3,))), 1):
            named = replace(told, pickups=tuple(replace(p, name=f"{p.name}.html") for p in told.pickups))
            record = msgspec.json.encode(named)
            db.execute("INSERT INTO story VALUES (?, ?, 'World', '', ?, ?)", (number, told.id, record, _hash(record)))
            db.execute(
                "INSERT INTO story_text (rowid, headline, body) VALUES (?, ?, ?)", (number, told.headline, told.body)
            )
            for place, page_id in enumerate(pages):
                db.execute("INSERT INTO pickup VALUES (?, ?, ?, 'ferry.example', 0)", (page_id, told.id, place))
        db.execute("INSERT INTO moved VALUES ('s0', 's1')")
        db.execute("INSERT INTO refusal VALUES (1, 'e.html', NULL, 'empty', 'nothing', 'refused', ?)", (TIME,))
        db.execute("INSERT INTO run VALUES (1, ?, ?)", (TIME, b'{"stored": 3, "stories": 2}'))


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
