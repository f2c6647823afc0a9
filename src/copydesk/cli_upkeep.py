"""The commands that keep a desk in order: verify, backup, move, reread, prune, runs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

from . import terminal
from .cli_shared import (
    DONE,
    SOME_FAILED,
    AsJson,
    DeskAddress,
    Jobs,
    closed_at_the_end,
    err,
    open_desk,
    out,
    say_json,
)
from .record import UsageError
from .stores import Run, Source
from .text.times import moment


def add_to(app: typer.Typer) -> None:
    """Give the command these commands."""
    for command in (runs, verify, backup, move, reread, prune):
        app.command()(command)


def runs(
    desk: DeskAddress,
    limit: Annotated[int, typer.Option(min=1, help="How many at the most.")] = 20,
    by_source: Annotated[
        bool, typer.Option("--by-source", help="Over all runs, source by source, those with most inputs first.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show how every input of the newest runs ended."""
    store = open_desk(desk).store
    found: Sequence[Run | Source] = store.sources(limit) if by_source else store.runs(limit)
    if as_json:
        for one in found:
            say_json(one)
    elif by_source:
        out.print(terminal.show_sources([one for one in found if isinstance(one, Source)]))
    else:
        out.print(terminal.show_runs([one for one in found if isinstance(one, Run)]))


def verify(desk: DeskAddress, as_json: AsJson = False) -> None:
    """Name what on a desk is not what was kept.

    Every record and every captured page is held against its hash. Exit status 3 where something is damaged.
    """
    from .stores.verifying import verify_at  # noqa: PLC0415 (the store's libraries load where it is opened)

    number = 0
    for damage in verify_at(desk):
        number += 1
        if as_json:
            say_json(damage)
        else:
            out.print(terminal.clean(str(damage)), soft_wrap=True)
    if not as_json:
        out.print("Everything is as it was kept." if not number else f"{number} things are not as they were kept.")
    raise typer.Exit(SOME_FAILED if number else DONE)


def backup(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the copy goes; it becomes a desk itself.")],
    desk: DeskAddress,
    as_json: AsJson = False,
) -> None:
    """Copy a desk while it is in use.

    To restore, put the folder in the desk's place, or `copydesk move` it.
    """
    from .stores.moving import backup as backup_  # noqa: PLC0415 (see verify)

    done = backup_(open_desk(desk).store, folder)
    if as_json:
        say_json(done)
    else:
        out.print(f"{sum(done.rows.values())} rows are in {folder}, each held against the desk.", soft_wrap=True)


def move(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A desk: a folder or postgresql://...")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where it goes: a folder or postgresql://...")],
    as_json: AsJson = False,
) -> None:
    """Move a desk between SQLite and PostgreSQL.

    The old one is left as it is. Broken off, the move goes on when called again.
    """
    from .stores import open_store  # noqa: PLC0415 (see verify)
    from .stores.moving import move as move_  # noqa: PLC0415

    with terminal.progress_bar(err) as bar:
        task = bar.add_task("moving", total=None)
        there = closed_at_the_end(open_store(source))
        here = closed_at_the_end(open_store(target, create=True))
        done = move_(there, here, lambda table, rows: bar.update(task, completed=rows))
    if as_json:
        say_json(done)
    else:
        total = sum(done.rows.values())
        out.print(f"{total} rows are there, {done.copied} copied by this call, each held against the source.")


def reread(desk: DeskAddress, as_json: AsJson = False, jobs: Jobs = 1) -> None:
    """Read and check again all that a desk has captured.

    Rules improve, and old pages profit; quarantined ones are tried again too.
    """
    with terminal.progress_bar(err) as bar:
        task = bar.add_task("reading again", total=None)
        account = open_desk(desk).reread(cores=jobs, progress=lambda a: bar.update(task, completed=a.inputs))
    if as_json:
        say_json(account)
    else:
        out.print(terminal.show_account(account))


def prune(
    desk: DeskAddress,
    before: Annotated[Optional[str], typer.Option(help="Pages captured before this day go.")] = None,  # noqa: UP045
    site: Annotated[Optional[str], typer.Option(help="Pages of this site go.")] = None,  # noqa: UP045
    as_json: AsJson = False,
) -> None:
    """Take pages off a desk by age or by site.

    The stories that had them are made again.
    """
    time = moment(before)
    if before is not None and time is None:
        raise UsageError(f"--before {before}: not a day; give it as {datetime.now(UTC).date().isoformat()}")
    done = open_desk(desk).prune(before=time, site=site)
    if as_json:
        say_json(done)
    else:
        out.print(f"{done.pages} pages gone, {done.bytes} captured bytes with them, and {done.refusals} refusals.")
