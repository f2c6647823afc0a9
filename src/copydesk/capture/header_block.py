"""Header blocks as WARC and HTTP write them: a first line, then `Name: value` lines."""

from dataclasses import dataclass, field

#: The largest header block that is read, of a record or of a response. Servers allow 8 to 16 KiB; a flood has 2 MB.
HEADER_CAP = 64 * 1024


@dataclass(frozen=True)
class HeaderBlock:
    """`first` is the first line, `values` the values by lower-case name in their order (most names have one)."""

    first: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """The first value of `name` (in lower case), None where there is none."""
        values = self.values.get(name)
        return values[0] if values else None

    def each(self, name: str) -> list[str]:
        """The members of a comma-separated header, over all its lines."""
        return [part.strip() for value in self.values.get(name, ()) for part in value.split(",")]


def parse(block: bytes) -> HeaderBlock:
    """The header block in `block` (without the empty line that ends it). Never raises: a line without a colon is left
    out, a folded line continues the one before, a block that is no UTF-8 is taken as Latin-1.
    """
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        text = block.decode("latin-1")
    lines = text.replace("\r\n", "\n").split("\n")
    values: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and last is not None:
            last[-1] = f"{last[-1]} {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        if colon:
            last = values.setdefault(name.strip().lower(), [])
            last.append(value.strip())
    return HeaderBlock(lines[0], values)


def end_of_block(data: bytes, start: int = 0) -> tuple[int, int] | None:
    """Where the header block that begins at `start` ends, and where what follows its empty line begins."""
    limit = start + HEADER_CAP
    crlf = data.find(b"\r\n\r\n", start, limit)
    bare = data.find(b"\n\n", start, limit if crlf < 0 else crlf)
    if bare >= 0:
        return bare, bare + 2
    return (crlf, crlf + 4) if crlf >= 0 else None
