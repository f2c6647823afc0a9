"""The command. Its words, options, JSON and exit status are a contract: see `docs/commands.md`."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from . import __version__, cli_upkeep, cli_watch, sample, terminal
from .capture import Columns, Options, gather
from .capture.shelf import RecordShelf
from .cli_log import AsLog, LogForm
from .cli_shared import (
    NOTHING,
    Address,
    AsJson,
    Contact,
    DeskAddress,
    Follow,
    Host,
    Jobs,
    Networks,
    Port,
    Sources,
    Tally,
    TextColumn,
    TimeColumn,
    UrlColumn,
    close_all,
    each_captured,
    err,
    inputs,
    notice,
    open_desk,
    out,
    say_json,
    status_of,
    take_in,
    web_of,
    write_aside,
)
from .desk import Desk, check
from .desk import read as read_
from .press import PRESSES, Imprint, press_named, warc
from .record import CopydeskError, UsageError, accusing

#: The one format of `export` that has pages in it and not stories.
_WARC = "warc"

if TYPE_CHECKING:
    from .stores.sql import SqlStore

app = typer.Typer(
    name="copydesk",
    help="The copy desk for the open web: what was filed, who copied it, what each copy changed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "A SOURCE is a file (.html .htm .txt .warc .wet .jsonl .parquet .xml .opml, each also as .gz), a folder of "
        "such files, an address (page, feed or sitemap), or - for standard input. In a folder, NAME.url beside "
        "NAME.html holds the page's address on its first line and may hold its time of capture on its second. Exit "
        "status: 0 done and nothing found, 1 check found something, 2 usage or nothing could be read, 3 some sources "
        "failed."
    ),
)


@app.command()
def read(
    source: Sources,
    url: Address = None,
    text_column: TextColumn = None,
    url_column: UrlColumn = "url",
    time_column: TimeColumn = "captured",
    contact: Contact = None,
    allow_network: Networks = None,
    follow: Follow = False,
    as_json: AsJson = False,
    jobs: Jobs = 1,
    log: AsLog = LogForm.PLAIN,
) -> None:
    """Show what pages say, as found.

    Headline, byline, source, dateline, times, section, paragraphs, recommended links.
    """
    options = Options(
        url, Columns(text_column, url_column, time_column), notice, web=web_of(contact, allow_network), follow=follow
    )
    tally = Tally()
    for article in tally.over(read_(inputs(source, options), jobs)):
        if as_json:
            say_json(article)
        else:
            out.print(terminal.show_article(article))
    raise typer.Exit(tally.status(found=False))


@app.command("check")
def check_(
    source: Sources,
    url: Address = None,
    text_column: TextColumn = None,
    url_column: UrlColumn = "url",
    time_column: TimeColumn = "captured",
    contact: Contact = None,
    allow_network: Networks = None,
    follow: Follow = False,
    as_json: AsJson = False,
    jobs: Jobs = 1,
    log: AsLog = LogForm.PLAIN,
) -> None:
    """Show what was changed on pages, each by itself.

    The article stands as found with what was changed marked, and the repair beside it. Needs no desk.

    [-Written in-] was put into the story and is taken out again, {+as filed+} is put in its place, [?perhaps?] is a
    suspicion; the number leads to the finding below.
    """
    options = Options(
        url, Columns(text_column, url_column, time_column), notice, web=web_of(contact, allow_network), follow=follow
    )
    tally = Tally()
    found = False
    for result in tally.over(check(inputs(source, options), jobs)):
        found = found or bool(accusing(result.findings))
        if as_json:
            say_json(result)
        else:
            out.print(terminal.show_checked(result))
    raise typer.Exit(tally.status(found=found))


@app.command()
def take(
    source: Sources,
    desk: DeskAddress,
    url: Address = None,
    text_column: TextColumn = None,
    url_column: UrlColumn = "url",
    time_column: TimeColumn = "captured",
    contact: Contact = None,
    allow_network: Networks = None,
    follow: Follow = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with archives and tables where an earlier run broke off.")
    ] = False,
    as_json: AsJson = False,
    jobs: Jobs = 1,
    log: AsLog = LogForm.PLAIN,
) -> None:
    """Take pages into a desk, through the whole line.

    They are read and checked, copies are found, the stories restored. Taken again, a page that is there is unchanged.
    --resume is for the same files under the same names: what lies before the place that was reached is not looked at.
    """
    from .stores.whereabouts import Reached  # noqa: PLC0415 (the store's libraries load with it)

    desk_ = open_desk(desk, create=True)
    options = Options(
        url,
        Columns(text_column, url_column, time_column),
        notice,
        resume=Reached(desk_.store, told=notice) if resume else {},
        web=web_of(contact, allow_network, desk_.store),
        follow=follow,
    )
    account = take_in(desk_, inputs(source, options), jobs)
    if as_json:
        say_json(account)
    else:
        out.print(terminal.show_account(account))
        err.print(f"Read them with: copydesk serve --desk {desk}", soft_wrap=True)
    raise typer.Exit(status_of(account))


@app.command()
def stories(
    desk: DeskAddress,
    section: Annotated[Optional[str], typer.Option(help="Only stories of this section.")] = None,  # noqa: UP045
    site: Annotated[Optional[str], typer.Option(help="Only stories that this site took.")] = None,  # noqa: UP045
    limit: Annotated[int, typer.Option(min=1, help="How many at the most.")] = 1000,
    as_json: AsJson = False,
) -> None:
    """List the stories that a desk holds, newest first."""
    store = open_desk(desk).store
    found = store.stories(section=section, site=site, limit=limit)
    if as_json:
        for one in found:
            say_json(one)
    elif found:
        out.print(terminal.show_stories(found))
    else:
        err.print("No stories. `copydesk take SOURCE --desk DIR` brings pages in.", soft_wrap=True)


@app.command()
def story(
    id: Annotated[str, typer.Argument(metavar="ID", help="The story's id, as `copydesk stories` lists it.")],  # noqa: A002
    desk: DeskAddress,
    as_json: AsJson = False,
) -> None:
    """Show one story as filed, and what its copies changed."""
    store = open_desk(desk).store
    moved = store.moved(id)
    found = store.story(moved or id)
    if found is None:
        raise UsageError(f"no story {id} on this desk; `copydesk stories --desk {desk}` lists them")
    if moved:
        err.print(f"{id} is now part of {moved}", soft_wrap=True)
    if as_json:
        say_json(found)
    else:
        out.print(terminal.show_story(found))


@app.command()
def serve(
    desk: DeskAddress,
    host: Host = "127.0.0.1",
    port: Port = 8100,
    allow_edit: Annotated[
        bool,
        typer.Option(
            "--allow-edit", help="Let whoever reaches the site change what the desk polls; else this machine."
        ),
    ] = False,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="Tell /metrics to whoever reaches the site; else to this machine alone.")
    ] = False,
    log: AsLog = LogForm.PLAIN,
) -> None:
    """Serve the site and the API over a desk."""
    _serve(open_desk(desk), host, port, editing=allow_edit, measured=metrics)


@app.command()
def export(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of: {', '.join(sorted((*PRESSES, _WARC)))}.")],  # noqa: A002
    desk: DeskAddress,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", metavar="PATH", help="The file to write; default: stdout."),
    ] = None,
    site_url: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--site-url", help="Where the desk is served, for links; default: links lead to the origins."),
    ] = None,
) -> None:
    """Put the stories out in a format that others read.

    jsonl: one story a line. feed: Atom, or JSON Feed for a PATH that ends in .json. opml: what the desk polls, and its
    sites. warc: the pages as captured, compressed for a PATH that ends in .gz.
    """
    store = open_desk(desk).store
    data = _pages_out(store, output) if format == _WARC else _stories_out(store, format, output, site_url)
    if output is None:
        for piece in data:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    else:
        write_aside(data, output)
        err.print(f"wrote {output}", soft_wrap=True)


def _stories_out(store: "SqlStore", name: str, output: Path | None, site_url: str | None) -> Iterator[bytes]:
    form = press_named(name, (_WARC,)).form(output.name if output else None)
    reads = tuple((one.url, one.title) for one in RecordShelf(store).subscriptions()) if name == "opml" else ()
    return form.run(store.each_story(), Imprint(site_url=site_url, reads=reads))


def _pages_out(store: "SqlStore", output: Path | None) -> Iterator[bytes]:
    return warc(each_captured(store), zipped=output is not None and output.suffix.lower() == ".gz")


@app.command()
def demo(
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the site when the pages are in.")] = True,
    host: Host = "127.0.0.1",
    port: Port = 8100,
) -> None:
    """Do the main job on the pages that ship with copydesk.

    A desk in a temporary folder, a summary, then the site; the folder goes when the site ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="copydesk-demo-"))
    try:
        working = open_desk(folder, create=True)
        account = take_in(working, gather([str(sample.folder())]), 1)
        out.print(terminal.show_account(account))
        out.print()
        out.print(terminal.show_stories(working.store.stories(limit=1000)))
        if serve_it:
            out.print()
            _serve(working, host, port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(desk: Desk, host: str, port: int, *, editing: bool = False, measured: bool = False) -> None:
    from . import web  # noqa: PLC0415 (its libraries load only where a site is wanted)

    local = web.is_local(host)
    rights = web.Rights(editing=editing or local, measured=measured or local)
    web.serve(desk.store, host, port, lambda address: out.print(f"The site is at {address} (Ctrl-C ends it)"), rights)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"copydesk {__version__}")
        raise typer.Exit


cli_watch.add_to(app)
cli_upkeep.add_to(app)


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """The copy desk for the open web: what was filed, who copied it, what each copy changed."""


def main() -> None:
    """The entry point: turns our errors into a line on stderr and an exit status."""
    try:
        app()
    except CopydeskError as exc:
        err.print(f"copydesk: {terminal.clean(str(exc))}", soft_wrap=True)
        sys.exit(NOTHING)
    except BrokenPipeError:
        # The reader of our output has gone: end as a program that the signal ended, without a trace.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    finally:
        close_all()
