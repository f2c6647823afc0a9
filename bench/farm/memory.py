"""What `check` needs of memory for a table of articles, by how many there are: the peak of a process of its own."""

import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from subprocess import DEVNULL, run
from tempfile import TemporaryDirectory

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from .label import Clean

#: Numbers of articles compared: what a stream needs does not grow with them.
SIZES = (1_000, 10_000)
FORMATS = ("jsonl", "parquet")
#: Runs the command and writes its peak in kB; what `getrusage` says of a child counts its parent's size as well.
_TELLING = """
import atexit, re, sys
from pathlib import Path
from copydesk.cli import main
told = Path(sys.argv.pop(1))
atexit.register(lambda: told.write_text(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]))
sys.exit(main())
"""


class Peak(msgspec.Struct, frozen=True):
    """The peak resident size of one `check`, in MB."""

    format: str
    articles: int
    megabytes: float


def peaks(articles: list[Clean], sizes: tuple[int, ...] = SIZES) -> Iterator[Peak]:
    """`check` over tables of each size, as JSONL and as Parquet."""
    with TemporaryDirectory() as folder:
        for kind in FORMATS:
            for size in sizes:
                table = Path(folder) / f"{size}.{kind}"
                write(table, rows(articles, size))
                yield Peak(kind, size, peak_of(table))
                table.unlink()


def rows(articles: list[Clean], size: int) -> Iterator[dict[str, str]]:
    """Rows of a table: a page of text each, none like another, a dozen on each site."""
    for number, clean in enumerate(islice(cycle(articles), size)):
        text = "\n\n".join((clean.headline, f"Report number {number} of the day.", *clean.paragraphs))
        yield {"text": text, "url": f"https://www.site{number // 12}.example/{number}.html"}


def write(table: Path, found: Iterator[dict[str, str]]) -> None:
    """A table of rows, as JSONL or Parquet by its name."""
    if table.suffix == ".jsonl":
        with table.open("wb") as lines:
            lines.writelines(msgspec.json.encode(row) + b"\n" for row in found)
    else:
        pq.write_table(pa.Table.from_pylist(list(found)), table, row_group_size=1_000)


def peak_of(table: Path) -> float:
    """The peak resident size of `copydesk check TABLE --json`, in MB; Linux only."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "peak"
        command = [sys.executable, "-c", _TELLING, str(told), "check", str(table), "--json"]
        status = run(command, stdout=DEVNULL, stderr=DEVNULL, check=False).returncode
        if status not in (0, 1):
            raise RuntimeError(f"check of {table} ended with {status}")
        return round(int(told.read_text()) / 1024, 1)


def as_markdown(found: list[Peak]) -> str:
    """The peaks as a table."""
    lines = [
        "# Memory of `copydesk check`",
        "",
        "Peak resident size of one process that reads a table of articles and prints what it finds, in MB.",
        "",
        "| table | articles | peak, MB |",
        "|---|---|---|",
        *(f"| {peak.format} | {peak.articles:,} | {peak.megabytes:.1f} |" for peak in found),
        "",
    ]
    return "\n".join(lines)
