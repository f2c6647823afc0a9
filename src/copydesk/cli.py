"""The command. Its words, options, JSON and exit status are a contract: see `docs/commands.md`."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Optional, TypeVar

import msgspec
import typer
from rich.console import Console

from . import __version__, sample, terminal
from .capture import Columns, Options, gather
from .desk import Desk, check
from .desk import read as read_
from .press import PRESSES, Imprint, press_named
from .record import Account, CopydeskError, Page, PressError, Refusal, UsageError, accusing

#: Exit status, as the contract has it.
DONE, FOUND, NOTHING, SOME_FAILED = 0, 1, 2, 3

T = TypeVar("T")

app = typer.Typer(
    name="copydesk",
    help="The copy desk for the open web: what was filed, who copied it, what each copy changed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "A SOURCE is a file (.html .htm .txt .jsonl, each also as .gz), a folder of such files, or - for standard "
        "input. In a folder, NAME.url beside NAME.html holds the page's address on its first line and may hold its "
        "time of capture on its second. Exit status: 0 done and nothing found, 1 check found something, 2 usage or "
        "nothing could be read, 3 some sources failed."
    ),
)
out = Console(highlight=False, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, markup=False, emoji=False)

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, or - for standard input.")]
Address = Annotated[Optional[str], typer.Option("--url", help="The address of the one page given.")]  # noqa: UP045
TextColumn = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--text-column", help="A table's column with the page (default: text, else html)."),
]
UrlColumn = Annotated[str, typer.Option("--url-column", help="A table's column with the address.")]
TimeColumn = Annotated[str, typer.Option("--time-column", help="A table's column with the time of capture.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout, and nothing else there.")]
DeskFolder = Annotated[
    Path, typer.Option("--desk", metavar="DIR", envvar="COPYDESK_DESK", help="The desk's folder.", show_default=False)
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, max=256, help="Processes that read and check pages.")]
Host = Annotated[str, typer.Option(help="Where to listen; 127.0.0.1 is this machine alone.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")]


@app.command()
def read(
    source: Sources,
    url: Address = None,
    text_column: TextColumn = None,
    url_column: UrlColumn = "url",
    time_column: TimeColumn = "captured",
    as_json: AsJson = False,
    jobs: Jobs = 1,
) -> None:
    """Show what pages say, as found: headline, byline, source, dateline, times, paragraphs, links."""
    inputs = _inputs(source, url, text_column, url_column, time_column)
    tally = _Tally()
    for article in tally.over(read_(inputs, jobs)):
        if as_json:
            _json(article)
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
    as_json: AsJson = False,
    jobs: Jobs = 1,
) -> None:
    """Show what was changed on pages, each taken by itself, and the article put right. Needs no desk.

    [-Written in-] was put into the story and is taken out again, {+as filed+} is put in its place, [?perhaps?] is a
    suspicion; the number leads to the finding below.
    """
    inputs = _inputs(source, url, text_column, url_column, time_column)
    tally = _Tally()
    found = False
    for result in tally.over(check(inputs, jobs)):
        found = found or bool(accusing(result.findings))
        if as_json:
            _json(result)
        else:
            out.print(terminal.show_checked(result))
    raise typer.Exit(tally.status(found=found))


@app.command()
def take(
    source: Sources,
    desk: DeskFolder,
    url: Address = None,
    text_column: TextColumn = None,
    url_column: UrlColumn = "url",
    time_column: TimeColumn = "captured",
    as_json: AsJson = False,
    jobs: Jobs = 1,
) -> None:
    """Take pages into a desk, through the whole line: read, check, find the copies, restore the stories."""
    inputs = _inputs(source, url, text_column, url_column, time_column)
    account = _take(Desk.open(desk, create=True), inputs, jobs)
    if as_json:
        _json(account)
    else:
        out.print(terminal.show_account(account))
        err.print(f"Read them with: copydesk serve --desk {desk}", soft_wrap=True)
    raise typer.Exit(_status_of(account))


@app.command()
def stories(
    desk: DeskFolder,
    section: Annotated[Optional[str], typer.Option(help="Only stories of this section.")] = None,  # noqa: UP045
    site: Annotated[Optional[str], typer.Option(help="Only stories that this site took.")] = None,  # noqa: UP045
    limit: Annotated[int, typer.Option(min=1, help="How many at the most.")] = 1000,
    as_json: AsJson = False,
) -> None:
    """List the stories that a desk holds, newest first."""
    store = Desk.open(desk).store
    found = store.stories(section=section, site=site, limit=limit)
    if as_json:
        for one in found:
            _json(one)
    elif found:
        out.print(terminal.show_stories(found))
    else:
        err.print("No stories. `copydesk take SOURCE --desk DIR` brings pages in.", soft_wrap=True)


@app.command()
def story(
    id: Annotated[str, typer.Argument(metavar="ID", help="The story's id, as `copydesk stories` lists it.")],  # noqa: A002
    desk: DeskFolder,
    as_json: AsJson = False,
) -> None:
    """Show one story as filed, with its origin, its copies and what each of them changed."""
    store = Desk.open(desk).store
    moved = store.moved(id)
    found = store.story(moved or id)
    if found is None:
        raise UsageError(f"no story {id} on this desk; `copydesk stories --desk {desk}` lists them")
    if moved:
        err.print(f"{id} is now part of {moved}", soft_wrap=True)
    if as_json:
        _json(found)
    else:
        out.print(terminal.show_story(found))


@app.command()
def serve(desk: DeskFolder, host: Host = "127.0.0.1", port: Port = 8100) -> None:
    """Serve the site and the API over a desk."""
    _serve(Desk.open(desk), host, port)


@app.command()
def export(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of: {', '.join(sorted(PRESSES))}.")],  # noqa: A002
    desk: DeskFolder,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", metavar="PATH", help="The file to write; default: stdout."),
    ] = None,
    site_url: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--site-url", help="Where the desk is served, for links; default: links lead to the origins."),
    ] = None,
) -> None:
    """Put the stories out: jsonl, one story a line; feed, Atom or (for a PATH that ends in .json) JSON Feed; opml."""
    form = press_named(format).form(output.name if output else None)
    data = form.run(Desk.open(desk).store.each_story(), Imprint(site_url=site_url))
    if output is None:
        for piece in data:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    else:
        _write(data, output)
        err.print(f"wrote {output}", soft_wrap=True)


@app.command()
def demo(
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the site when the pages are in.")] = True,
    host: Host = "127.0.0.1",
    port: Port = 8100,
) -> None:
    """Do the main job on the pages that ship with the package: a desk in a temporary folder, a summary, the site."""
    folder = Path(tempfile.mkdtemp(prefix="copydesk-demo-"))
    try:
        working = Desk.open(folder, create=True)
        account = _take(working, gather([str(sample.folder())], _options(None)), 1)
        out.print(terminal.show_account(account))
        out.print()
        out.print(terminal.show_stories(working.store.stories(limit=1000)))
        if serve_it:
            out.print()
            _serve(working, host, port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# -- what the commands share


class _Tally:
    """Keeps count of what came through and what was refused, and names each refusal on stderr."""

    def __init__(self) -> None:
        self.passed = 0
        self.refused = 0

    def over(self, results: Iterable[T | Refusal]) -> Iterator[T]:
        for result in results:
            if isinstance(result, Refusal):
                self.refused += 1
                err.print(terminal.show_refusal(result), soft_wrap=True)
            else:
                self.passed += 1
                yield result

    def status(self, *, found: bool) -> int:
        if not self.passed:
            if not self.refused:
                err.print("nothing to read: no page was found in what was given", soft_wrap=True)
            return NOTHING
        if self.refused:
            return SOME_FAILED
        return FOUND if found else DONE


def _inputs(
    source: list[str], url: str | None, text_column: str | None, url_column: str, time_column: str
) -> Iterator[Page | Refusal]:
    if url is not None and (len(source) != 1 or Path(source[0]).is_dir()):
        raise UsageError("--url gives one page its address: give exactly one file, or put the address into NAME.url")
    return gather(source, _options(url, Columns(text_column, url_column, time_column)))


def _options(url: str | None, columns: Columns | None = None) -> Options:
    return Options(url=url, columns=columns or Columns(), notice=lambda words: err.print(words, soft_wrap=True))


def _take(desk: Desk, inputs: Iterable[Page | Refusal], jobs: int) -> Account:
    with terminal.progress_bar(err) as bar:
        task = bar.add_task("taking pages", total=None)

        def told(account: Account) -> None:
            bar.update(task, completed=account.inputs)

        account = desk.take(inputs, cores=jobs, progress=told)
    for refusal in account.refusals:
        err.print(terminal.show_refusal(refusal), soft_wrap=True)
    return account


def _status_of(account: Account) -> int:
    if not account.stored and not account.unchanged:
        return NOTHING
    return SOME_FAILED if account.refusals else DONE


def _serve(desk: Desk, host: str, port: int) -> None:
    from .web import serve as serve_site  # noqa: PLC0415 (the web's libraries load only where a site is wanted)

    serve_site(desk.store, host, port, lambda address: out.print(f"The site is at {address} (Ctrl-C ends it)"))


def _write(data: Iterable[bytes], output: Path) -> None:
    """Write aside and rename, so that a file of this name is always a whole one."""
    aside = output.with_name(output.name + ".part")
    try:
        with aside.open("wb") as file:
            for piece in data:
                file.write(piece)
        aside.replace(output)
    except OSError as exc:
        raise PressError(f"{output}: cannot be written: {exc.strerror or exc}") from exc


def _json(record: msgspec.Struct) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"copydesk {__version__}")
        raise typer.Exit


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
