"""The tables of a desk, once for every store.

Records are kept as the JSON of their types, with the columns that are searched or sorted by beside them. Every row ends
in a hash of all its other columns (`codec.row_hash`), so that a damaged one can be named. Numbers are given by the desk
itself, under the writer's lock, and never used twice: a later page has a higher `id`, whichever store keeps it.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import TEXT

#: Version of the tables; a desk of a newer version is refused untouched, an older one is upgraded in one transaction.
SCHEMA_VERSION = 5

#: Sorted by code point on every store; PostgreSQL would else sort by its server's language.
Words = Text().with_variant(TEXT(collation="C"), "postgresql")

#: SQLite numbers rows itself only where a key is exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

#: What the desk knows of itself: its identity, the numbers given out last, up to where stories are told.
desk = Table(
    "desk",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
    Column("hash", Words, nullable=False),
)

#: Bytes as captured, each once, compressed; `digest` is the SHA-256 of the bytes themselves.
capture = Table(
    "capture",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("size", Number, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("hash", Words, nullable=False),
)

page = Table(
    "page",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("key", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("url", Words),
    Column("site", Words),
    Column("captured", Words),
    Column("media_type", Words),
    Column("cut", Words),
    Column("via", Words),
    Column("at", Number),
    Column("digest", Words, nullable=False, index=True),
    Column("outcome", Words, nullable=False),
    Column("taken", Words, nullable=False),
    Column("hash", Words, nullable=False),
    Index("page_by_site", "site"),
    # An address may be longer than a key of PostgreSQL's ordered indexes (2,704 bytes).
    Index("page_by_url", "url", postgresql_using="hash"),
    Index("page_by_via", "via", postgresql_using="hash"),
)

#: What a page's server left to ask with whether it has changed.
validator = Table(
    "validator",
    metadata,
    Column("page_id", Number, ForeignKey("page.id"), primary_key=True, autoincrement=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("hash", Words, nullable=False),
)

article = Table(
    "article",
    metadata,
    Column("page_id", Number, ForeignKey("page.id"), primary_key=True, autoincrement=False),
    Column("record", LargeBinary, nullable=False),
    Column("hash", Words, nullable=False),
)

story = Table(
    "story",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("section", Words),
    Column("sort_time", Words, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("hash", Words, nullable=False),
    Index("story_by_time", "sort_time"),
    Index("story_by_section", "section", "sort_time"),
)

pickup = Table(
    "pickup",
    metadata,
    Column("page_id", Number, ForeignKey("page.id"), primary_key=True, autoincrement=False),
    Column("story_id", Words, nullable=False),
    Column("position", Number, nullable=False),
    Column("site", Words),
    Column("changed", Number, nullable=False),
    Column("hash", Words, nullable=False),
    Index("pickup_by_story", "story_id", "position"),
    Index("pickup_by_site", "site"),
)

#: What is remembered of a site (`sql_sites`); its pages up to number `unsettled` are to be looked at again.
site = Table(
    "site",
    metadata,
    Column("site", Words, primary_key=True),
    Column("unsettled", Number, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("hash", Words, nullable=False),
    Index("site_unsettled", "unsettled"),
)

#: Pages whose stories must be made again though the pages are not new: they were read anew, or lost their company.
stale = Table(
    "stale",
    metadata,
    Column("page_id", Number, ForeignKey("page.id"), primary_key=True, autoincrement=False),
    Column("hash", Words, nullable=False),
)

#: Where an id that was given up leads.
moved = Table(
    "moved",
    metadata,
    Column("old_id", Words, primary_key=True),
    Column("new_id", Words, nullable=False, index=True),
    Column("hash", Words, nullable=False),
)

refusal = Table(
    "refusal",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("page", Words, nullable=False),
    Column("url", Words),
    Column("code", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("at", Words, nullable=False),
    Column("hash", Words, nullable=False),
    Index("refusal_by_page", "page", "code", unique=True),
)

#: One run of `take` or `watch`; `ended` is empty while it goes on, and stays so where it was killed.
run = Table(
    "run",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("began", Words, nullable=False),
    Column("ended", Words),
    Column("account", LargeBinary),
    Column("hash", Words, nullable=False),
)

#: How many inputs of one run and one source ended in one way; written with the pages themselves.
tally = Table(
    "tally",
    metadata,
    Column("run_id", Number, primary_key=True, autoincrement=False),
    Column("source", Words, primary_key=True),
    Column("outcome", Words, primary_key=True),
    Column("code", Words, primary_key=True),
    Column("inputs", Number, nullable=False),
    Column("hash", Words, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("url", Words, primary_key=True),
    Column("record", LargeBinary, nullable=False),
    Column("hash", Words, nullable=False),
)

#: The index of word runs (`tracing.index`): its runs, and their blocks of postings.
gram_run = Table(
    "gram_run",
    metadata,
    Column("run", Number, primary_key=True, autoincrement=False),
    Column("level", Number, nullable=False),
    Column("state", Number, nullable=False),
    Column("postings", Number, nullable=False),
    Column("target", Number),
    Column("hash", Words, nullable=False),
)

#: `first` is the block's first posting less 2^63: databases' numbers are signed.
gram_block = Table(
    "gram_block",
    metadata,
    Column("run", Number, primary_key=True, autoincrement=False),
    Column("first", Number, primary_key=True, autoincrement=False),
    Column("postings", LargeBinary, nullable=False),
    Column("hash", Words, nullable=False),
)

#: Every table with its key, in an order in which rows may be copied: what others point at comes first.
TABLES: tuple[Table, ...] = (
    capture,
    page,
    validator,
    article,
    story,
    pickup,
    site,
    stale,
    moved,
    refusal,
    run,
    tally,
    subscription,
    gram_run,
    gram_block,
    desk,
)
