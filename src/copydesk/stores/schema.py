"""The tables of a desk, once for every store.

Records are kept as the JSON of their types, with the columns that are searched or sorted by beside them, and a hash of
the JSON so that a damaged record can be named.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

#: Version of the tables; a desk of a newer version is refused untouched, an older one is upgraded in one transaction.
SCHEMA_VERSION = 1

metadata = MetaData()

page = Table(
    "page",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("url", Text),
    Column("site", Text),
    Column("captured", Text),
    Column("media_type", Text),
    Column("cut", Text),
    Column("digest", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("taken", Text, nullable=False),
    Column("hash", String(32), nullable=False),
)

article = Table(
    "article",
    metadata,
    Column("page_id", Integer, ForeignKey("page.id"), primary_key=True),
    Column("record", LargeBinary, nullable=False),
    Column("hash", String(32), nullable=False),
)

story = Table(
    "story",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("section", Text),
    Column("sort_time", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("hash", String(32), nullable=False),
    Index("story_by_time", "sort_time"),
    Index("story_by_section", "section", "sort_time"),
)

pickup = Table(
    "pickup",
    metadata,
    Column("page_id", Integer, ForeignKey("page.id"), primary_key=True),
    Column("story_id", String(16), nullable=False),
    Column("position", Integer, nullable=False),
    Column("site", Text),
    Column("changed", Integer, nullable=False),
    Index("pickup_by_story", "story_id", "position"),
    Index("pickup_by_site", "site"),
)

moved = Table(
    "moved",
    metadata,
    Column("old_id", String(16), primary_key=True),
    Column("new_id", String(16), nullable=False),
)

refusal = Table(
    "refusal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page", Text, nullable=False),
    Column("url", Text),
    Column("code", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("at", Text, nullable=False),
    Index("refusal_by_page", "page", "code", unique=True),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ended", Text, nullable=False),
    Column("account", LargeBinary, nullable=False),
)
