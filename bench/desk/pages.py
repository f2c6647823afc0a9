"""Pages of an invented press: stories, each on some sites, some of them edited; the same ones for the same seed."""

from collections.abc import Iterator
from itertools import accumulate
from random import Random

from copydesk.record import Page

#: Words of the invented language; how often each comes falls with its rank (Zipf), as in news.
_WORDS = 8_000
_SYLLABLES = "ba ne ri to mu sha len dor vik pel stra quen mo lis tar gul fen hol bri cas".split()  # noqa: SIM905

#: How many sites carry a story: most are on one, some go round.
_SPREAD = (1, 1, 1, 1, 2, 2, 3, 4, 6, 10)


def pages(count: int, seed: int = 1) -> Iterator[Page]:
    """So many pages, the copies of a story spread over the next thousand as they come in from feeds."""
    dice = Random(seed)  # noqa: S311 (a benchmark must repeat itself)
    words = [_word(dice) for _ in range(_WORDS)]
    weights = list(accumulate(1 / (n + 3) for n in range(_WORDS)))
    waiting: list[Page] = []
    made = number = 0
    while made < count:
        while len(waiting) < min(1_000, count - made):
            waiting += _story(number, dice, words, weights)
            number += 1
        yield waiting.pop(dice.randrange(len(waiting)))
        made += 1


def terms(count: int, seed: int = 1) -> list[str]:
    """Words to search for, common and rare ones."""
    dice = Random(seed)  # noqa: S311 (a benchmark must repeat itself)
    words = [_word(dice) for _ in range(_WORDS)]
    return [words[int(len(words) ** dice.random()) - 1] for _ in range(count)]


def _word(dice: Random) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(dice.choice((1, 2, 2, 3, 3, 4))))


def _story(number: int, dice: Random, words: list[str], weights: list[float]) -> list[Page]:
    headline = " ".join(dice.choices(words, cum_weights=weights, k=9)).capitalize()
    paragraphs = [_paragraph(dice, words, weights) for _ in range(dice.randint(5, 14))]
    out = []
    for site in dice.sample(range(400), dice.choice(_SPREAD)):
        kept = paragraphs if dice.random() < 0.6 else paragraphs[: dice.randint(3, len(paragraphs))]
        body = "".join(f"<p>{p}</p>" for p in kept)
        html = (
            f"<!doctype html><html><head><title>{headline} - Site {site}</title></head><body><nav><a href=/>Home</a>"
            f"<a href=/news>News</a></nav><article><h1>{headline}</h1>{body}</article><footer>Site {site}</footer>"
            "</body></html>"
        )
        url = f"https://www.site{site}.example/news/{number}"
        day = 1 + number % 28
        out.append(
            Page(
                name=url,
                url=url,
                content=html.encode(),
                media_type="text/html; charset=utf-8",
                captured=f"2026-01-{day:02}T08:00:00+00:00",
            )
        )
    return out


def _paragraph(dice: Random, words: list[str], weights: list[float]) -> str:
    sentences = [" ".join(dice.choices(words, cum_weights=weights, k=dice.randint(8, 22))) for _ in range(3)]
    return " ".join(f"{s.capitalize()}." for s in sentences)
