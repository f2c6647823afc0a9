"""Collation beside a peer's in one run: six witnesses of about 400 words each, stories per CPU second."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from random import Random
from time import process_time

from copydesk.record import Article, Checked
from copydesk.restoration.collation import collate
from copydesk.restoration.readings import choose
from copydesk.restoration.splicing import splice
from copydesk.restoration.witnesses import families, witnesses
from copydesk.text.words import words

WITNESSES, WORDS = 6, 400


def figures(stories: int = 200) -> dict[str, float]:
    """Stories per CPU second, the share with every reading right; a peer's speed where it is installed."""
    rng = Random(6)  # noqa: S311
    made = [_story(rng) for _ in range(stories)]
    start = process_time()
    told = [_restored(found) for _, found in made]
    ours = stories / (process_time() - start)
    right = sum(
        words(text).ids.tolist() == words(filed).ids.tolist() for (filed, _), text in zip(made, told, strict=True)
    )
    out = {"stories per CPU s": ours, "every reading right": right / stories}
    if find_spec("collatex") is not None:
        peer = import_module("collatex")
        seconds = _cpu(lambda: _collatex(peer, [found for _, found in made[:2]]))
        out |= {"collatex, stories per CPU s": 2 / seconds, "times collatex": ours * seconds / 2}
    return out


def _cpu(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _story(rng: Random) -> tuple[str, list[str]]:
    """A text, and witnesses each of which has four words of its own, at places where no other differs."""
    vocabulary = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "ster", "ling", "v")]
    filed = [rng.choice(vocabulary) for _ in range(WORDS)]
    places = rng.sample(range(2, WORDS - 2, 3), WITNESSES * 4)
    found = []
    for w in range(WITNESSES):
        text = list(filed)
        for at in sorted(places[w * 4 : w * 4 + 4], reverse=True):
            match rng.randrange(3):
                case 0:
                    text[at] = "changed" + rng.choice(vocabulary)
                case 1:
                    del text[at]
                case _:
                    text.insert(at, "added" + rng.choice(vocabulary))
        found.append(" ".join(text))
    return " ".join(filed), found


def _restored(found: list[str]) -> str:
    members = []
    for number, text in enumerate(found):
        article = Article(name=str(number), site=f"{number}.example", paragraphs=(text,))
        members.append(Checked(article=article, restored=article))
    told = witnesses(members)
    return "\n\n".join(splice(told[0], choose(collate(told[0], told[1:]), families(told))))


def _collatex(peer: object, stories: list[list[str]]) -> None:
    for found in stories:
        collation = peer.Collation()  # type: ignore[attr-defined]
        for number, text in enumerate(found):
            collation.add_plain_witness(str(number), text)
        peer.collate(collation)  # type: ignore[attr-defined]
