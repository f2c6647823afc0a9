"""Clean articles and how they are split: by a hash of the headline, so that a text is always on the same side."""

from hashlib import sha256
from pathlib import Path

from .label import Clean, Part, read_lines

#: Shares of ten: the small word model needs text more than the benchmark needs stories.
_SHARES = (Part.MODEL,) * 6 + (Part.DEVELOP,) * 2 + (Part.HELD_OUT,) * 2
#: A shorter article leaves no room for an insertion in its midst.
_FEWEST_PARAGRAPHS = 3


def part_of(article: Clean) -> Part:
    """The part that a text belongs to, for ever."""
    return _SHARES[int.from_bytes(sha256(article.headline.encode()).digest()[:4], "big") % 10]


def load(path: Path) -> dict[Part, list[Clean]]:
    """The articles of a JSONL file (`headline`, `paragraphs`, `published`, `url`), by part, in the file's order."""
    parts: dict[Part, list[Clean]] = {part: [] for part in Part}
    for article in read_lines(path, Clean):
        if len(article.paragraphs) >= _FEWEST_PARAGRAPHS:
            parts[part_of(article)].append(article)
    return parts
