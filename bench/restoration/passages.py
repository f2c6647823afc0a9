"""How well a paragraph of another story is told from a story's own: what `restoration.cohesion` rests on."""

from collections.abc import Sequence
from itertools import pairwise

from bench.farm.label import Clean
from copydesk.restoration.cohesion import ENOUGH, LONG, foreign


def called_foreign(articles: Sequence[Clean]) -> dict[str, float]:
    """Of the stories' last paragraphs, the share called foreign in their own story and in the next one's place.

    Only those long enough to be judged count.
    """
    pairs = [*pairwise(articles), (articles[-1], articles[0])]
    own, other = [], []
    for story, next_one in pairs:
        *rest, last = story.paragraphs
        if _is_judged(last):
            own.append(foreign(last, "\n\n".join(rest)))
        if _is_judged(next_one.paragraphs[-1]):
            other.append(foreign(next_one.paragraphs[-1], "\n\n".join(story.paragraphs)))
    return {
        "own last paragraphs called foreign": sum(own) / len(own),
        "own last paragraphs called foreign, of": float(len(own)),
        "other stories' last paragraphs called foreign": sum(other) / len(other),
        "other stories' last paragraphs called foreign, of": float(len(other)),
    }


def _is_judged(paragraph: str) -> bool:
    return len({word for word in paragraph.split() if len(word) >= LONG}) >= ENOUGH
