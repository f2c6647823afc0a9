"""What the model sees of a page: one column of numbers for each block.

Every feature is computed for all blocks at once, from the outline's flat lists and from one array of all characters;
only the words that open a text are asked of each text. `Rows` name the features, and the model's weights ask for them.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .characters import BAR, COMMA, DIGIT, END, LOWER, QUOTE, SPACE, UPPER, Characters
from .dom import BITS, HEADINGS, TAGS, Outline, Whole

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Rows = dict[str, Floats]

_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORD = re.compile(r"\w+")
_HEADING_CODES = np.zeros(len(TAGS) + 1, dtype=bool)
_HEADING_CODES[sorted(HEADINGS)] = True
#: Levels around a block that are looked at: its element, and those around it.
LEVELS = 4
#: Words looked at from a block's start and end: what marks furniture ("Read more", "Photo:", "Sign up") stands there.
_START, _END = 10, 3


def whole_tokens(whole: str) -> tuple[str, ...]:
    """The words that one class name or id is made of, and all of them joined: article, text, article_text."""
    parts = [p.lower() for p in _TOKEN.findall(whole[:60]) if len(p) > 1]
    if len(parts) > 1:
        parts.append("_".join(parts))
    return tuple(parts)


def name_tokens(names: str) -> tuple[str, ...]:
    """The words in all names of an element, each once."""
    return tuple(dict.fromkeys(token for whole in names.split()[:24] for token in whole_tokens(whole)))


def text_tokens(text: str) -> tuple[str, ...]:
    """The words that open and close a text, in lower case, the very first marked as such; each once."""
    words = _WORD.findall(text[:100].lower())[:_START]
    if not words:
        return ("^" + text[:1],)
    words.append("^" + words[0])
    if len(text) > 100:
        words += _WORD.findall(text[-24:].lower())[-_END:]
    return tuple(dict.fromkeys(words))


#: Names remembered with their weights; a site repeats its own, and most sites some common ones.
REMEMBERED = 50_000


@dataclass(frozen=True)
class Vocabulary:
    """Weights of words in element names and in texts, from a logistic regression; unknown words weigh nothing."""

    names: dict[str, float]
    texts: dict[str, float]
    known: dict[str, dict[str, float]] = field(default_factory=dict)

    def score_names(self, names: str) -> float:
        """How much the names of one element speak for the story's text; a word that several names share counts once."""
        known = self.known
        each = names.split()[:24]
        if len(each) == 1:
            weights = known.get(names)
            return sum((self._learn(names) if weights is None else weights).values())
        found: dict[str, float] = {}
        for whole in each:
            weights = known.get(whole)
            if weights is None:
                weights = self._learn(whole)
            if weights:
                found.update(weights)
        return sum(found.values())

    def _learn(self, whole: str) -> dict[str, float]:
        """Remember what the words of one name weigh."""
        if len(self.known) > REMEMBERED:
            self.known.clear()
        get = self.names.get
        weights = self.known[whole] = {t: w for t in whole_tokens(whole) if (w := get(t))}
        return weights

    def score_text(self, text: str) -> float:
        """How much a text's first and last words do."""
        return sum(filter(None, map(self.texts.get, text_tokens(text))))


@dataclass(frozen=True)
class Hints:
    """What the page's head says of its body: titles, a description, a body as the structured data give it."""

    titles: tuple[str, ...] = ()
    description: str = ""
    witness: str = ""


def fold(text: str) -> str:
    """A text for comparing: white space collapsed, case folded."""
    return " ".join(text.split()).casefold()


def _ints(numbers: Whole) -> Ints:
    return np.frombuffer(numbers, dtype=np.int32).astype(np.int64)


class Sight:
    """The arrays that all features of one page are made of."""

    def __init__(self, page: Outline, vocabulary: Vocabulary, hints: Hints) -> None:
        self.page, self.vocabulary, self.hints = page, vocabulary, hints
        self.n = len(page.texts)
        self.at: Ints = np.arange(self.n)
        self.size = np.array([len(t) for t in page.texts], dtype=np.float32)
        self.linked = np.frombuffer(page.linked, dtype=np.int32).astype(np.float32)
        self.parent = np.maximum(_ints(page.parent), 0)
        self.tag, self.bits, self.depth = _ints(page.tag), _ints(page.bits), _ints(page.depth)
        self.first, self.last = _ints(page.first), _ints(page.last)
        #: The elements around each block, from the innermost out, (LEVELS, blocks).
        around = [_ints(page.element)]
        for _ in range(LEVELS - 1):
            around.append(self.parent[around[-1]])
        self.around: Ints = np.stack(around)
        self.element = around[0]
        self.density = self.linked / np.maximum(self.size, 1.0)
        prose = self.size * (1.0 - self.density)
        self.prose = np.where(self.size >= 50, prose, 0.0).astype(np.float32)
        #: Numbers for the names of elements, equal where the names are.
        numbers: dict[str, int] = {}
        self.named: Ints = np.array([numbers.setdefault(names, len(numbers)) for names in page.names], dtype=np.int64)
        score = vocabulary.score_names
        self.name_score = np.array([score(names) for names in numbers], dtype=np.float32)[self.named]
        #: Numbers for kinds of element: same tag, same names.
        kind = self.named * (len(TAGS) + 1) + self.tag
        pair = kind[around[0]] * (int(kind.max()) + 1) + kind[around[1]]
        _, self.pattern = np.unique(pair, return_inverse=True)
        self.patterns = int(self.pattern.max()) + 1
        self.heading = _HEADING_CODES[self.tag[self.element]] | ((self.bits[self.element] & BITS["heading"]) != 0)
        self.said = np.array([vocabulary.score_text(t) for t in page.texts], dtype=np.float32)

    def sums(self, values: NDArray[np.generic]) -> NDArray[np.float64]:
        """Sums of a block's value below each element."""
        total = np.zeros(self.n + 1)
        np.cumsum(values, out=total[1:])
        result: NDArray[np.float64] = total[self.last] - total[self.first]
        return result


def _levels(rows: Rows, name: str, values: NDArray[np.generic], start: int = 0) -> None:
    for level in range(start, LEVELS):
        rows[f"{name}_{level}"] = values[level].astype(np.float32)


#: Characters from a text's start in which capitals and digits are looked for.
_LOUD, _DIGITS = 60, 80


def _texts(sight: Sight) -> Rows:
    """What the blocks' own texts show."""
    page, size, of = sight.page, sight.size, Characters(sight.page.texts)
    first, final = of.kind[of.start], of.kind[of.start + of.size - 1]
    words = of.count(SPACE) + 1
    upper, lower = of.opening(UPPER, _LOUD), of.opening(LOWER, _LOUD)
    return {
        "size": size, "words": words, "commas": of.count(COMMA) / words, "stops": of.sentences(),
        "ends": ((final & END) != 0).astype(np.float32), "upper": ((first & UPPER) != 0).astype(np.float32),
        "loud": ((upper > 0) & (lower == 0)).astype(np.float32), "digits": of.opening(DIGIT, _DIGITS),
        "quoted": ((first & QUOTE) != 0).astype(np.float32), "bars": (of.count(BAR) > 0).astype(np.float32),
        "density": sight.density, "links": np.frombuffer(page.links, dtype=np.int32).astype(np.float32),
        "bold": np.frombuffer(page.bold, dtype=np.int32).astype(np.float32) / size,
        "breaks": np.frombuffer(page.breaks, dtype=np.int32).astype(np.float32),
        "said": sight.said, "word_size": size / words,
        "size_rel": size / np.float32(np.average(size, weights=sight.prose + 1.0)),
    }  # fmt: skip


def _names(sight: Sight) -> Rows:
    """What the makers' names for the block's element and all elements around it say."""
    own, element = sight.name_score, sight.element
    total, low, high = (column[element] for column in _down(own, sight))
    weight = sight.prose + 1.0
    return {
        "name": own[element], "names": total, "worst_name": low, "best_name": high,
        "name_above": own[sight.around[1]], "name_two_above": own[sight.around[2]],
        "names_rank": total - np.max(total), "names_rel": total - np.float32(np.average(total, weights=weight)),
        "worst_rel": low - np.float32(np.average(low, weights=weight)),
    }  # fmt: skip


def _down(own: Floats, sight: Sight) -> tuple[Floats, Floats, Floats]:
    """Sum, least and greatest of a value over each element and all around it, by jumps that double in length.

    A row behind the last element stands for what is above the root.
    """
    n = len(own)
    above = np.append(np.where(sight.depth == 0, n, sight.parent), n)
    total, low, high = (
        np.append(own, np.float32(0)),
        np.append(own, np.float32(np.inf)),
        np.append(own, np.float32(-np.inf)),
    )
    for _ in range(int(sight.depth.max()).bit_length()):
        total = total + total[above]
        low = np.minimum(low, low[above])
        high = np.maximum(high, high[above])
        above = above[above]
    return total[:n], low[:n], high[:n]


_BITS = np.arange(len(BITS))[:, None]


def _places(sight: Sight) -> Rows:
    """Tags, bits and places in the page."""
    n, at = sight.n, sight.at
    inside = ((sight.bits[sight.element] >> _BITS) & 1).astype(np.float32)
    rows: Rows = {f"in_{name}": row for name, row in zip(BITS, inside, strict=True)}
    before = np.cumsum(sight.prose) - sight.prose
    total = np.float32(max(float(before[-1] + sight.prose[-1]), 1.0))
    tag = sight.tag[sight.around]
    rows |= {
        "tag": tag[0].astype(np.float32), "tag_above": tag[1].astype(np.float32),
        "depth": sight.depth[sight.element].astype(np.float32), "at": (at / n).astype(np.float32),
        "prose_before": before / total, "blocks": np.full(n, n, dtype=np.float32),
        "prose_all": np.full(n, total, dtype=np.float32), "share": sight.prose / total,
    }  # fmt: skip
    return rows | _headed(sight)


def _headed(sight: Sight) -> Rows:
    """Where a block stands from the page's title, and from the last heading, and how that heading sounds."""
    n, at = sight.n, sight.at
    titles = [fold(t) for t in sight.hints.titles if t]
    heads = np.flatnonzero(sight.heading)
    is_title = np.zeros(n, dtype=np.float32)
    for b in heads.tolist():
        is_title[b] = _is_title(sight.page.texts[b], titles)
    spots = np.flatnonzero(is_title)
    rows: Rows = {"is_title": is_title}
    rows["from_title"] = (at - spots[0]).astype(np.float32) if len(spots) else np.full(n, -999, dtype=np.float32)
    places = np.searchsorted(heads, at, side="right") - 1
    last = np.where(places >= 0, heads[np.maximum(places, 0)], -1) if len(heads) else np.full(n, -1)
    rows["from_heading"] = np.where(last >= 0, at - last, 99).astype(np.float32)
    rows["heading_said"] = np.where(last >= 0, sight.said[np.maximum(last, 0)], np.float32(0))
    return rows


def _is_title(text: str, titles: list[str]) -> bool:
    text = fold(text)
    return len(text) > 8 and any(text in title for title in titles)


def _containers(sight: Sight) -> Rows:
    """The block's place in the elements around it, and in the page's heaviest containers."""
    n, at, around = sight.n, sight.at, sight.around
    mass, size, linked = sight.sums(sight.prose), sight.sums(sight.size), sight.sums(sight.linked)
    count = (sight.last - sight.first).astype(np.float64)
    many = np.maximum(count, 1.0)
    whole = max(float(mass[0]), 1.0)
    rows: Rows = {}
    _levels(rows, "mass", (mass / whole)[around])
    _levels(rows, "linked", (linked / np.maximum(size, 1.0))[around], 1)
    _levels(rows, "count", count[around], 1)
    _levels(rows, "mean", (size / many)[around], 1)
    _levels(rows, "pictures", (_pictures(sight) / many)[around])
    _levels(rows, "start", at - sight.first[around])
    _levels(rows, "end", sight.last[around] - 1 - at)
    chars = np.zeros(n + 1)
    np.cumsum(sight.size, out=chars[1:])
    for name, best in (("deep", _deepest(sight, mass)), ("direct", _heaviest(sight))):
        first, last = int(sight.first[best]), int(sight.last[best])
        rows[f"in_{name}"] = ((at >= first) & (at < last)).astype(np.float32)
        rows[f"{name}_start"] = (chars[:-1] - chars[first]).astype(np.float32)
        rows[f"{name}_end"] = (chars[last] - chars[1:]).astype(np.float32)
        rows[f"{name}_blocks_end"] = (last - 1 - at).astype(np.float32)
        rows[f"{name}_depth"] = (sight.depth[sight.element] - sight.depth[best]).astype(np.float32)
        rows[f"{name}_mass"] = np.full(n, mass[best] / whole, dtype=np.float32)
        rows[f"{name}_child"] = (around[1] == best).astype(np.float32)
    return rows


def _pictures(sight: Sight) -> NDArray[np.float64]:
    """How many pictures stand below each element; by the block that follows them, so at an edge one too many or few."""
    places = np.array([p.block for p in sight.page.pictures], dtype=np.int64)
    return sight.sums(np.bincount(places, minlength=sight.n)[: sight.n])


def _deepest(sight: Sight, mass: NDArray[np.float64]) -> int:
    """The deepest element that holds most of the page's prose (55 %: swept .5 to .8 by eye on training pages)."""
    enough = np.flatnonzero(mass >= 0.55 * mass[0])
    return int(enough[np.argmax(sight.depth[enough])]) if len(enough) else 0


def _heaviest(sight: Sight) -> int:
    """The element whose paragraphs weigh most: prose counts for the parent, and half for the one above."""
    weight = np.bincount(sight.around[1], sight.prose, len(sight.parent))
    weight = weight + 0.5 * np.bincount(sight.around[2], sight.prose, len(sight.parent))
    return int(np.argmax(weight))


def _patterns(sight: Sight) -> Rows:
    """How the blocks of the same pattern look together, and whether the text is on the page twice."""
    pattern, count = sight.pattern, sight.patterns
    size = np.bincount(pattern, sight.size, count)
    blocks = np.bincount(pattern, minlength=count)
    mass = np.bincount(pattern, sight.prose, count)
    linked = np.bincount(pattern, sight.linked, count)
    whole = max(float(mass.sum()), 1.0)
    seen = Counter(sight.page.texts)
    middle = np.bincount(pattern, sight.at, count) / blocks
    columns = np.stack([mass / whole, blocks, size / blocks, linked / size, middle]).astype(np.float32)[:, pattern]
    twice = [seen[t] for t in sight.page.texts] if len(seen) < sight.n else np.ones(sight.n)
    apart = np.abs(sight.at - columns[4]).astype(np.float32) / np.float32(sight.n)
    return {
        "pattern_share": columns[0], "pattern_blocks": columns[1], "pattern_mean": columns[2],
        "pattern_linked": columns[3], "pattern_middle": apart, "twice": np.array(twice, dtype=np.float32),
    }  # fmt: skip


def shifted(values: Floats, by: int, fill: float = -1.0) -> Floats:
    """The values of the blocks `by` places further on (or back), along the last axis."""
    result = np.full_like(values, fill)
    if by > 0:
        result[..., :-by] = values[..., by:]
    else:
        result[..., -by:] = values[..., :by]
    return result


def _neighbours(rows: Rows, sight: Sight) -> Rows:
    """The blocks before and after: their size, links, names, words, pattern; and the prose around."""
    result: Rows = {}
    names = ("size", "density", "names", "said", "ends", "same")
    near = np.stack([*(rows[name] for name in names[:-1]), sight.pattern.astype(np.float32)])
    for by in (-2, -1, 1, 2):
        moved = shifted(near, by)
        moved[-1] = moved[-1] == near[-1]
        for name, row in zip(names, moved, strict=True):
            result[f"{name}{by:+d}"] = row
    total = np.zeros(sight.n + 1)
    np.cumsum(sight.prose, out=total[1:])
    low, high = np.maximum(sight.at - 3, 0), np.minimum(sight.at + 4, sight.n)
    result["prose_near"] = (total[high] - total[low]).astype(np.float32)
    return result


def _hinted(sight: Sight) -> Rows:
    """What the page's head confirms: the description it gives, and the body of its structured data."""
    description, witness = fold(sight.hints.description), fold(sight.hints.witness)
    texts = sight.page.texts
    described = np.zeros(sight.n, dtype=np.float32)
    if len(description) > 30:
        opening = description[:40]
        described = np.array([len(t) > 30 and (t[:80].casefold()[:40] == opening) for t in texts], dtype=np.float32)
    confirmed = np.full(sight.n, -1, dtype=np.float32)
    if len(witness) > 200:
        confirmed = np.array([t[:60].casefold()[:50] in witness for t in texts], dtype=np.float32)
    return {"described": described, "confirmed": confirmed}


def look(sight: Sight) -> Rows:
    """All features of the first stage."""
    rows = _texts(sight) | _names(sight) | _places(sight) | _containers(sight) | _patterns(sight) | _hinted(sight)
    return rows | _neighbours(rows, sight)
