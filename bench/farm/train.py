"""Makes the small model of English that ships with the package, from the texts of the `model` part alone."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from re import compile as re_compile

from copydesk.inspection.english import EDGE, NAME, Counts, English, tokens

from .label import Clean

#: Words that stand for themselves; more of them made suspicions no better on the develop part (300, 600, 1,200 tried).
FREQUENT = 600
#: Sequences seen once say as much about the texts as about the language, but they are most of what there is.
FEWEST = 1


#: Rarer words of a frequency list are names and slips more often than words: at this count 36,000 of 83,000 are left.
COMMON = 300_000
#: Shorter words stand at the end of too many names; those of the texts are enough.
SHORTEST = 4
_PLAIN_WORD = re_compile(r"[a-z]+")


def lexicon(frequencies: Path) -> list[str]:
    """The common words of a frequency list, lines of a word and its count; in their order."""
    rows = (line.split() for line in frequencies.read_text("utf-8-sig").splitlines())
    return sorted(
        word for word, times in rows if int(times) >= COMMON and len(word) >= SHORTEST and _PLAIN_WORD.fullmatch(word)
    )


def count(articles: Iterable[Clean]) -> Counts:
    """Counts over the articles' paragraphs."""
    paragraphs = [paragraph for article in articles for paragraph in article.paragraphs]
    plain: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for paragraph in paragraphs:
        for before, token in zip([".", *(split := tokens(paragraph))], split, strict=False):
            if token[0].islower():
                plain[token] += 1
            elif token[0].isupper() and before not in '.?!”"':
                names[token] += 1
    frequent = frozenset(word for word, _ in (plain + names).most_common(FREQUENT))
    return _sequences(paragraphs, plain, names, frequent)


def _sequences(paragraphs: list[str], plain: Counter[str], names: Counter[str], frequent: frozenset[str]) -> Counts:
    reader = English(Counts(plain, names, frequent, {}, {}, {}, 1))
    one: Counter[str] = Counter()
    two: Counter[str] = Counter()
    three: Counter[str] = Counter()
    for paragraph in paragraphs:
        symbols = [EDGE, EDGE, *reader.symbols(paragraph), EDGE, EDGE]
        one.update(symbols)
        two.update(f"{a} {b}" for a, b in pairwise(symbols))
        three.update(f"{a} {b} {c}" for a, b, c in zip(symbols, symbols[1:], symbols[2:], strict=False))
    assert one[NAME]
    return Counts(
        dict(sorted(plain.items())),
        dict(sorted(names.items())),
        frequent,
        dict(sorted(one.items())),
        {key: n for key, n in sorted(two.items()) if n >= FEWEST},
        {key: n for key, n in sorted(three.items()) if n > FEWEST},
        one.total(),
    )
