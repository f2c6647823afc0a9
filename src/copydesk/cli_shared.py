"""What the commands share: their options, how they take pages in, how they speak to scripts and to people."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress

from . import terminal
from .capture import Options, gather
from .capture.http_settings import Web
from .cli_log import log
from .desk import Desk
from .record import Account, Page, PressError, Refusal, UsageError

if TYPE_CHECKING:
    from .stores.sql import SqlStore

#: Exit status, as the contract has it.
DONE, FOUND, NOTHING, SOME_FAILED = 0, 1, 2, 3

T = TypeVar("T")

out = Console(highlight=False, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, markup=False, emoji=False)

Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, addresses, or - for standard input.")
]
Address = Annotated[Optional[str], typer.Option("--url", help="The address of the one page given.")]  # noqa: UP045
TextColumn = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--text-column", help="A table's column with the page (default: text, else html)."),
]
UrlColumn = Annotated[str, typer.Option("--url-column", help="A table's column with the address.")]
TimeColumn = Annotated[str, typer.Option("--time-column", help="A table's column with the time of capture.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout, and nothing else there.")]
DeskAddress = Annotated[
    str,
    typer.Option(
        "--desk",
        metavar="DIR",
        envvar="COPYDESK_DESK",
        help="The desk: a folder, or postgresql://user@host/database.",
        show_default=False,
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, max=256, help="Processes that read and check pages.")]
Host = Annotated[str, typer.Option(help="Where to listen; 127.0.0.1 is this machine alone.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")]
Contact = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--contact", envvar="COPYDESK_CONTACT", help="Where a site's owner finds you; sent with each fetch."),
]
Networks = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--allow-network", metavar="CIDR", help="A network that is not public and may be fetched from."),
]
Follow = Annotated[bool, typer.Option("--follow", help="Fetch what a feed, sitemap or OPML in a file leads to.")]


#: What is closed when a command ends, however it ends.
_open = ExitStack()


def open_desk(where: str | Path, *, create: bool = False) -> Desk:
    """As `Desk.open`; closed when the command ends."""
    desk = Desk.open(where, create=create)
    closed_at_the_end(desk.store)
    return desk


def closed_at_the_end(store: "SqlStore") -> "SqlStore":
    """The store, to be closed when the command ends."""
    _open.callback(store.close)
    return store


def close_all() -> None:
    """Close what the command had opened."""
    _open.close()


class Tally:
    """Keeps count of what came through and what was refused, and names each refusal on stderr."""

    def __init__(self) -> None:
        self.passed = 0
        self.refused = 0

    def over(self, results: Iterable[T | Refusal]) -> Iterator[T]:
        """What came through; refusals are counted and named on the way."""
        for result in results:
            if isinstance(result, Refusal):
                self.refused += 1
                tell_refusal(result)
            else:
                self.passed += 1
                yield result

    def status(self, *, found: bool) -> int:
        """The exit status when all is through."""
        if not self.passed:
            if not self.refused:
                notice("nothing to read: no page was found in what was given")
            return NOTHING
        if self.refused:
            return SOME_FAILED
        return FOUND if found else DONE


def web_of(contact: str | None, networks: list[str] | None, store: "SqlStore | None" = None) -> Web:
    """How the web is asked; a network opened on purpose is said on stderr. What a store has is not asked for again."""
    for network in networks or []:
        notice(f"allowed on purpose: addresses in {network}")
    web = Web(contact=contact, allow_networks=tuple(networks or ()))
    if store is None:
        return web
    from .stores.whereabouts import KeptAnswers, KnownAddresses  # noqa: PLC0415 (the store's libraries load with it)

    return replace(web, known=KnownAddresses(store), kept=KeptAnswers(store))


def inputs(source: list[str], options: Options) -> Iterator[Page | Refusal]:
    """The pages of the sources as given on the command line."""
    if options.url is not None and (len(source) != 1 or Path(source[0]).is_dir()):
        raise UsageError("--url gives one page its address: give exactly one file, or put the address into NAME.url")
    return gather(source, options)


def notice(words: str) -> None:
    """What a person may want to know and no account counts."""
    if log.is_json:
        log.said(words)
    else:
        err.print(terminal.clean(words), soft_wrap=True)


def tell_refusal(refusal: Refusal) -> None:
    """Name an input that was refused or quarantined."""
    if log.is_json:
        log.refused(refusal)
    else:
        err.print(terminal.show_refusal(refusal), soft_wrap=True)


def bar() -> Progress:
    """A progress bar on stderr; an idle one where the log has stderr for itself."""
    return terminal.progress_bar(Console(file=io.StringIO()) if log.is_json else err)


def take_in(desk: Desk, pages: Iterable[Page | Refusal], jobs: int) -> Account:
    """Take pages into a desk under a progress bar, and name what was refused."""
    with bar() as progress:
        task = progress.add_task("taking pages", total=None)

        def told(account: Account) -> None:
            progress.update(task, completed=account.inputs)

        account = desk.take(pages, cores=jobs, progress=told)
    for refusal in account.refusals:
        tell_refusal(refusal)
    return account


def status_of(account: Account) -> int:
    """The exit status of a run that took pages in."""
    if not account.stored and not account.unchanged:
        return NOTHING
    return SOME_FAILED if account.refusals else DONE


def each_captured(store: "SqlStore") -> Iterator[tuple[Page, str]]:
    """Every page as captured, and when it was taken in; one that is damaged is named and passed over."""
    after = 0
    while some := store.some_pages(after):
        after = some[-1][0]
        for _, found in some:
            if isinstance(found, Refusal):
                tell_refusal(found)
            else:
                yield found.page, found.taken


def write_aside(data: Iterable[bytes], output: Path) -> None:
    """Write aside and rename, so that a file of this name is always a whole one."""
    aside = output.with_name(output.name + ".part")
    try:
        with aside.open("wb") as file:
            for piece in data:
                file.write(piece)
        aside.replace(output)
    except OSError as exc:
        raise PressError(f"{output}: cannot be written: {exc.strerror or exc}") from exc


def say_json(record: msgspec.Struct) -> None:
    """A record as a line of JSON on stdout."""
    sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")
