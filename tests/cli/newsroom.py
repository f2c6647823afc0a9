"""A feed of invented stories, each on several pages of one server, as `copydesk watch` meets them."""

import random

from hostile_server import HostileServer, reply

TOWNS = ("Skerrow", "Ostermoor", "Harrowmouth", "Sele", "Brindle", "Corvane", "Tarn", "Wexcombe")

_STEMS = ("bar", "cor", "dun", "fel", "gar", "hol", "lin", "mar", "nor", "per", "sal", "tor")
_ENDS = ("den", "ley", "mund", "rick", "tan")
_WORDS = [stem + end for stem in _STEMS for end in _ENDS]


def story_page(number: int, copy: int) -> bytes:
    """Copy `copy` of story `number`: the same text, put up an hour later, so that pages differ by their bytes.

    No two stories share a passage: every sentence is drawn from the story's own dice.
    """
    dice = random.Random(number)  # noqa: S311
    town = TOWNS[number % len(TOWNS)]
    sentences = [
        f"The {' '.join(dice.choices(_WORDS, k=9))} of {town} cost {dice.randint(100, 9999)} crowns." for _ in range(12)
    ]
    paragraphs = "".join(f"<p>{' '.join(sentences[i : i + 3])}</p>" for i in range(0, 12, 3))
    title = f"{town} counts its {dice.choice(_WORDS)} and {dice.choice(_WORDS)} again"
    time = f"2024-03-{number % 28 + 1:02}T{copy:02}:{number % 60:02}:00Z"
    head = f"<title>{title}</title><meta property='article:published_time' content='{time}'>"
    article = f"<article><h1>{title}</h1>{paragraphs}</article>"
    return f"<!doctype html><html><head>{head}</head><body>{article}</body></html>".encode()


def publish(server: HostileServer, stories: int, copies: int = 2) -> list[str]:
    """Put the pages and their feed on the server; gives the pages' addresses in the feed's order."""
    paths = [f"/news/{copy}/{number}" for copy in range(copies) for number in range(stories)]
    items = "".join(f"<item><title>Quay</title><link>{path}</link></item>" for path in paths)
    feed = f"<rss version='2.0'><channel><title>Quays</title>{items}</channel></rss>"
    server.answers["/feed.xml"] = reply(feed.encode(), media_type="application/rss+xml")
    for path in paths:
        copy, number = map(int, path.rsplit("/", 2)[1:])
        server.answers[path] = reply(story_page(number, copy))
    return [server.url + path for path in paths]
