"""Keeping the tables in step: a new desk is laid out whole, an older one is brought up step by step.

Each step leads from one version to the next. All that are wanted run in one transaction under the writer's lock, so
that a desk is at one version or at the other, whenever the upgrade is killed.
"""

from collections.abc import Callable
from uuid import uuid4

from sqlalchemy import Connection, select

from ..record import DeskError
from . import schema
from .database import put_setting
from .migration_2 import to_version_2
from .migration_5 import to_version_5
from .sql_sites import to_be_drawn

#: By the version that it leads to: what changes the tables and rows of the version before.
Step = Callable[[Connection, str], None]
STEPS: dict[int, Step] = {
    2: to_version_2,
    3: lambda db, where: _to_version_3(db),
    4: lambda db, where: _to_version_4(db),
    5: lambda db, where: to_version_5(db),
}


def lay_out(db: Connection) -> None:
    """The tables of a new desk, with an identity of its own."""
    schema.metadata.create_all(db, checkfirst=False)
    put_setting(db, "identity", uuid4().hex)


def _to_version_3(db: Connection) -> None:
    """Sites are remembered. What their pages agree on is told when the next page of each comes in, or by `reread`."""
    schema.site.create(db, checkfirst=True)
    page = schema.page
    to_be_drawn(db, list(db.scalars(select(page.c.site).where(page.c.site.is_not(None)).distinct())))


def _to_version_4(db: Connection) -> None:
    """Pages can be found by their address and by what they came out of, and keep what their servers left to ask with.

    A step before may have made it all: it lays out tables as this version has them.
    """
    schema.validator.create(db, checkfirst=True)
    for index in schema.page.indexes:
        index.create(db, checkfirst=True)


def bring_up(db: Connection, version: int, where: str) -> None:
    """Bring a desk of `version` to `SCHEMA_VERSION`, inside the caller's transaction.

    Raises `DeskError` where no step leads on from its version.
    """
    for step in range(version + 1, schema.SCHEMA_VERSION + 1):
        if step not in STEPS:
            raise DeskError(
                f"{where}: its tables have version {version}, from which this copydesk cannot lead on; it is left as "
                "it is: open it once with an earlier version"
            )
        STEPS[step](db, where)


def refuse_newer(version: int, where: str) -> None:
    """Raise `DeskError` for a desk that a newer copydesk wrote."""
    if version > schema.SCHEMA_VERSION:
        raise DeskError(
            f"{where}: written by a newer copydesk (tables version {version}; this one knows {schema.SCHEMA_VERSION}); "
            "it is left as it is: use the newer version"
        )
