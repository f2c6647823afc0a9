"""JSON Lines: one Story a line, as the JSON contract has it."""

from collections.abc import Iterable, Iterator

import msgspec

from ..record import Story


def jsonl(stories: Iterable[Story]) -> Iterator[bytes]:
    """Each story as one line of JSON with its line break."""
    encoder = msgspec.json.Encoder()
    for story in stories:
        yield encoder.encode(story) + b"\n"
