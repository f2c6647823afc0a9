"""What a SOURCE is, and which module opens it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..record import CaptureError, Page, Refusal, RefusalCode
from . import files, opening, tables
from .http_settings import Web
from .tables import Columns

if TYPE_CHECKING:
    from .leads import Lead

#: Kinds of file that lead to pages; `.rss` and `.atom` are what people save feeds as.
LISTS = {".xml", ".opml", ".rss", ".atom"}

#: Kinds of file that hold many pages, and who reads them.
_MANY = tables.ARCHIVES | tables.LINES | tables.PARQUET

# The rooms' larger libraries (Arrow, feedparser, aiohttp) load where a source of their kind is opened, not before: the
# command answers in .2 s instead of .9 s.


@dataclass(frozen=True)
class Options:
    """What the caller knows about the sources. `url` is the address of the page where there is exactly one.

    `notice` is told what a person may want to know and no account counts: files of other kinds in a folder.
    `resume` gives, by the name of an archive or table, the `at` from which it is to be gone on with (a `Page.at` that
    was kept before: that page comes again, and is told by its bytes to be the same). `web` is how addresses are
    fetched; `follow` has what a list in a file leads to fetched as well, instead of named.
    """

    url: str | None = None
    columns: Columns = field(default_factory=Columns)
    notice: Callable[[str], None] = lambda words: None
    resume: Mapping[str, int] = field(default_factory=dict)
    web: Web = field(default_factory=Web)
    follow: bool = False


def gather(sources: Iterable[str], options: Options | None = None) -> Iterator[Page | Refusal]:
    """Every input of `sources` in order, as a page or as a refusal that names it. Never raises for one bad input."""
    options = options or Options()
    # Addresses that follow one another are one run: several hosts at the same time, one pace for each.
    for is_web, some in groupby(sources, key=lambda source: opening.scheme_of(source) in opening.WEB):
        if is_web:
            yield from _fetch_all(list(some), options)
        else:
            for source in some:
                yield from _open(source, options)


def _fetch_all(addresses: list[str], options: Options) -> Iterator[Page | Refusal]:
    from .leads import Lead  # noqa: PLC0415

    yield from _fetch([Lead(url=address, via=address) for address in addresses], options)


def _fetch(first: "list[Lead]", options: Options) -> Iterator[Page | Refusal]:
    from .bridge import in_thread  # noqa: PLC0415
    from .web_pages import fetch_pages  # noqa: PLC0415

    yield from in_thread(lambda: fetch_pages(first, options.web, options.notice))


def _open(source: str, options: Options) -> Iterator[Page | Refusal]:
    scheme = opening.scheme_of(source)
    if source == "-":
        yield files.standard_input(options.url)
    elif scheme is not None:
        yield from _remote(source, options)
    elif (path := Path(source)).is_dir():
        yield from _folder(path, options)
    else:
        yield from _file(path, options)


def _remote(address: str, options: Options) -> Iterator[Page | Refusal]:
    """Archives and tables wherever fsspec reaches."""
    if "::" in address:  # fsspec would open an address within the address, of the web too, past our guards
        reason = "an address within an address; give the file itself"
        yield Refusal(page=address, code=RefusalCode.UNSUPPORTED, reason=reason)
        return
    try:
        for found in opening.remote_files(address):
            kind = files.kind_of(Path(found))
            if kind in _MANY:
                with opening.remote(found) as raw:
                    yield from _many(raw, kind, found, options)
            else:
                reason = "of what lies elsewhere, only .warc .wet .jsonl and .parquet are read"
                yield Refusal(page=found, code=RefusalCode.UNSUPPORTED, reason=reason)
    except (CaptureError, OSError) as exc:
        yield Refusal(page=address, code=RefusalCode.UNREADABLE, reason=f"cannot be read: {exc}")


def _folder(folder: Path, options: Options) -> Iterator[Page | Refusal]:
    passed_over: dict[str, int] = {}
    for path in files.walk(folder):
        kind = files.kind_of(path)
        if kind in files.PAGES or kind in _MANY or kind in LISTS:
            yield from _file(path, options, inside=folder)
        elif kind != ".url" and not path.name.startswith("."):
            passed_over[kind or path.name] = passed_over.get(kind or path.name, 0) + 1
    if passed_over:
        kinds = ", ".join(sorted(passed_over))
        options.notice(f"{folder}: {sum(passed_over.values())} other files passed over ({kinds})")


def _file(path: Path, options: Options, inside: Path | None = None) -> Iterator[Page | Refusal]:
    kind = files.kind_of(path)
    if kind in LISTS:
        yield from _list(path, options, inside)
    elif kind not in _MANY:
        yield files.page(path, options.url, inside)
    elif (trouble := files.not_a_file(path, inside)) is not None:
        yield Refusal(page=files.name_of(path), code=trouble[0], reason=trouble[1])
    else:
        try:
            with path.open("rb") as raw:
                yield from _many(raw, kind, files.name_of(path), options)
        except OSError as exc:
            reason = f"cannot be read: {exc.strerror or exc}"
            yield Refusal(page=files.name_of(path), code=RefusalCode.UNREADABLE, reason=reason)


def _many(raw: IO[bytes], kind: str, name: str, options: Options) -> Iterator[Page | Refusal]:
    start = options.resume.get(name, 0)
    if kind in tables.ARCHIVES:
        from . import warc  # noqa: PLC0415

        yield from warc.pages(raw, name, start, options.notice)
    elif kind in tables.PARQUET:
        from . import parquet  # noqa: PLC0415

        yield from parquet.rows(raw, name, options.columns, start)
    else:
        yield from tables.lines(raw, name, options.columns, start)


def _list(path: Path, options: Options, inside: Path | None) -> Iterator[Page | Refusal]:
    """A feed gives the stories that it holds; what a list only leads to is named."""
    from .leads import Lead, leads, not_fetched  # noqa: PLC0415

    held = files.page(path, options.url, inside)
    if isinstance(held, Refusal):
        yield held
        return
    wanted: list[Lead] = []
    for found in leads(held.content, held.name, held.url):
        if isinstance(found, Refusal):
            yield found
        elif found.page is not None:
            yield found.page
        elif found.url is not None:
            wanted.append(found)
    if held.cut is not None:
        yield Refusal(page=held.name, code=RefusalCode.DAMAGED, reason=f"{held.cut}; what came before it is taken")
    if wanted and options.follow:
        yield from _fetch(wanted, options)
    elif wanted:
        yield not_fetched(held.name, [w.url or "" for w in wanted])
