"""What a SOURCE is, and which module opens it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..record import Page, Refusal, RefusalCode
from . import files, tables

#: Kinds that the contract names and that no module of this version opens.
NOT_YET = {
    ".warc": "WARC",
    ".wet": "WET",
    ".parquet": "Parquet",
    ".xml": "a feed or sitemap",
    ".opml": "OPML",
}

_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{1,15}://")


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns. `text` None stands for the first of `text` and `html` that a row has."""

    text: str | None = None
    url: str = "url"
    time: str = "captured"


@dataclass(frozen=True)
class Options:
    """What the caller knows about the sources. `url` is the address of the page where there is exactly one.

    `notice` is told what a person may want to know and no account counts: files of other kinds in a folder.
    """

    url: str | None = None
    columns: Columns = field(default_factory=Columns)
    notice: Callable[[str], None] = lambda words: None


def gather(sources: Iterable[str], options: Options | None = None) -> Iterator[Page | Refusal]:
    """Every input of `sources` in order, as a page or as a refusal that names it. Never raises for one bad input."""
    options = options or Options()
    for source in sources:
        yield from _open(source, options)


def _open(source: str, options: Options) -> Iterator[Page | Refusal]:
    if source == "-":
        yield files.standard_input(options.url)
    elif _ADDRESS.match(source):
        yield Refusal(
            page=source,
            url=source,
            code=RefusalCode.UNSUPPORTED,
            reason="this version does not fetch addresses; save the page and give the file, with --url for its address",
        )
    elif (path := Path(source)).is_dir():
        yield from _folder(path, options)
    else:
        yield from _file(path, options)


def _folder(folder: Path, options: Options) -> Iterator[Page | Refusal]:
    passed_over: dict[str, int] = {}
    for path in files.walk(folder):
        kind = files.kind_of(path)
        if kind in files.PAGES or kind in tables.TABLES or kind in NOT_YET:
            yield from _file(path, options, inside=folder)
        elif kind != ".url" and not path.name.startswith("."):
            passed_over[kind or path.name] = passed_over.get(kind or path.name, 0) + 1
    if passed_over:
        kinds = ", ".join(sorted(passed_over))
        options.notice(f"{folder}: {sum(passed_over.values())} other files passed over ({kinds})")


def _file(path: Path, options: Options, inside: Path | None = None) -> Iterator[Page | Refusal]:
    kind = files.kind_of(path)
    if kind in NOT_YET:
        yield Refusal(
            page=files.name_of(path),
            code=RefusalCode.UNSUPPORTED,
            reason=f"this version does not read {NOT_YET[kind]}; it reads .html .htm .txt .jsonl, each also as .gz",
        )
    elif kind in tables.TABLES:
        yield from tables.rows(path, options.columns.text, options.columns.url, options.columns.time)
    else:
        yield files.page(path, options.url, inside)
