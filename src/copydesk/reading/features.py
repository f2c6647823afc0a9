"""What the model sees of a page: one column of numbers for each block.

Every feature is computed for all blocks at once from the outline's flat lists. The order of the rows is part of the
model's weights: `FEATURES` and `AGAIN` name them.
"""

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .dom import BITS, HEADINGS, TAGS, Outline

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORD = re.compile(r"\w+")
_HEADING_CODES = np.zeros(len(TAGS) + 1, dtype=bool)
_HEADING_CODES[sorted(HEADINGS)] = True
_STOPS = frozenset(".!?…。！？\"”»“)’'")
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
    """The words that open and close a text, in lower case, the very first marked as such."""
    words = _WORD.findall(text[:100].lower())[:_START]
    if not words:
        return ("^" + text[:1],)
    words.append("^" + words[0])
    if len(text) > 100:
        words += _WORD.findall(text[-24:].lower())[-_END:]
    return tuple(set(words))


#: Class names remembered with their weights; a site repeats its own, and most sites some common ones.
REMEMBERED = 50_000


@dataclass(frozen=True)
class Vocabulary:
    """Weights of words in element names and in texts, from a logistic regression; unknown words weigh nothing."""

    names: dict[str, float]
    texts: dict[str, float]
    known: dict[str, dict[str, float]] = field(default_factory=dict)

    def score_names(self, names: str) -> float:
        """How much the names of one element speak for the story's text; a word that several names share counts once."""
        found: dict[str, float] = {}
        known = self.known
        for whole in names.split()[:24]:
            weights = known.get(whole)
            if weights is None:
                weights = known[whole] = {t: w for t in whole_tokens(whole) if (w := self.names.get(t))}
            if weights:
                found.update(weights)
        if len(known) > REMEMBERED:
            known.clear()
        return sum(found.values())

    def score_text(self, text: str) -> float:
        """How much a text's first and last words do."""
        return sum(filter(None, map(self.texts.get, text_tokens(text))))


@dataclass(frozen=True)
class Hints:
    """What the page's head says of its body: titles, a description, a body as the structured data give it."""

    titles: tuple[str, ...] = ()
    description: str = ""
    witness: str = ""


Rows = dict[str, Floats]


def fold(text: str) -> str:
    """A text for comparing: white space collapsed, case folded."""
    return " ".join(text.split()).casefold()


class Sight:
    """The arrays that all features of one page are made of."""

    def __init__(self, page: Outline, vocabulary: Vocabulary, hints: Hints) -> None:
        self.page, self.vocabulary, self.hints = page, vocabulary, hints
        self.n = len(page.texts)
        self.size = np.array([len(t) for t in page.texts], dtype=np.float32)
        self.linked = np.array(page.linked, dtype=np.float32)
        self.element: Ints = np.array(page.element, dtype=np.int64)
        self.parent: Ints = np.maximum(np.array(page.parent, dtype=np.int64), 0)
        self.tag: Ints = np.array(page.tag, dtype=np.int64)
        self.bits: Ints = np.array(page.bits, dtype=np.int64)
        self.depth: Ints = np.array(page.depth, dtype=np.int64)
        self.first: Ints = np.array(page.first, dtype=np.int64)
        self.last: Ints = np.array(page.last, dtype=np.int64)
        self.density = self.linked / np.maximum(self.size, 1.0)
        prose = self.size * (1.0 - self.density)
        self.prose = np.where(self.size >= 50, prose, 0.0).astype(np.float32)
        self.pattern, self.patterns = self._pattern()
        self.heading = _HEADING_CODES[self.tag[self.element]] | ((self.bits[self.element] & BITS["heading"]) != 0)

    def _pattern(self) -> tuple[Ints, int]:
        """Numbers for the blocks' patterns: tag and names of the element and its parent."""
        page = self.page
        numbers: dict[tuple[int, str, int, str], int] = {}
        result = []
        for e in page.element:
            above = page.parent[e] if page.parent[e] >= 0 else 0
            key = (page.tag[e], page.names[e], page.tag[above], page.names[above])
            result.append(numbers.setdefault(key, len(numbers)))
        return np.array(result, dtype=np.int64), len(numbers)

    def sums(self, values: Floats) -> NDArray[np.float64]:
        """Sums of a block's value below each element."""
        total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
        result: NDArray[np.float64] = total[self.last] - total[self.first]
        return result


def shifted(values: Floats, by: int, fill: float = -1.0) -> Floats:
    """The values of the blocks `by` places further on (or back)."""
    result = np.full_like(values, fill)
    if by > 0:
        result[:-by] = values[by:]
    else:
        result[-by:] = values[:by]
    return result


def _texts(sight: Sight) -> Rows:
    """What the blocks' own texts show."""
    texts, size, page = sight.page.texts, sight.size, sight.page
    words = np.array([t.count(" ") + 1 for t in texts], dtype=np.float32)
    commas = np.array([t.count(",") for t in texts], dtype=np.float32)
    stops = np.array([t.count(". ") for t in texts], dtype=np.float32)
    ends = np.array([t[-1] in _STOPS for t in texts], dtype=np.float32)
    upper = np.array([t[0].isupper() for t in texts], dtype=np.float32)
    loud = np.array([t[:60].isupper() for t in texts], dtype=np.float32)
    digits = np.array([len(_DIGIT.findall(t[:80])) for t in texts], dtype=np.float32)
    quoted = np.array([t[0] in _QUOTES for t in texts], dtype=np.float32)
    bars = np.array(["|" in t or "©" in t for t in texts], dtype=np.float32)
    said = np.array([sight.vocabulary.score_text(t) for t in texts], dtype=np.float32)
    return {
        "size": size, "words": words, "commas": commas / words, "stops": stops, "ends": ends, "upper": upper,
        "loud": loud, "digits": digits, "quoted": quoted, "bars": bars, "density": sight.density,
        "links": np.array(page.links, dtype=np.float32), "bold": np.array(page.bold, dtype=np.float32) / size,
        "breaks": np.array(page.breaks, dtype=np.float32), "said": said, "word_size": size / words,
        "size_rel": size / np.float32(np.average(size, weights=sight.prose + 1.0)),
    }  # fmt: skip


_DIGIT = re.compile(r"\d")
_QUOTES = frozenset("\"“„«‘'—–-•")


def _names(sight: Sight) -> Rows:
    """What the makers' names for the block's element and all elements around it say."""
    element = sight.element
    known = {names: sight.vocabulary.score_names(names) for names in set(sight.page.names)}
    own = np.array([known[names] for names in sight.page.names], dtype=np.float32)
    total, low, high = _down(own, sight)
    columns = [column[element] for column in (own, total, low, high)]
    above = sight.parent[element]
    return {
        "name": columns[0], "names": columns[1], "worst_name": columns[2], "best_name": columns[3],
        "name_above": own[above], "name_two_above": own[sight.parent[above]],
        "names_rank": columns[1] - np.float32(np.max(columns[1])),
        "names_rel": columns[1] - np.float32(np.average(columns[1], weights=sight.prose + 1.0)),
        "worst_rel": columns[2] - np.float32(np.average(columns[2], weights=sight.prose + 1.0)),
    }  # fmt: skip


def _down(own: Floats, sight: Sight) -> tuple[Floats, Floats, Floats]:
    """Sum, least and greatest of a value over each element and all around it, by jumps that double in length.

    A row behind the last element stands for what is above the root.
    """
    n = len(own)
    above = np.append(np.where(sight.depth == 0, n, sight.parent), n)
    total, low, high = np.append(own, 0.0), np.append(own, np.inf), np.append(own, -np.inf)
    for _ in range(int(sight.depth.max()).bit_length()):
        total = total + total[above]
        low = np.minimum(low, low[above])
        high = np.maximum(high, high[above])
        above = above[above]
    return total[:n].astype(np.float32), low[:n].astype(np.float32), high[:n].astype(np.float32)


def _places(sight: Sight) -> Rows:
    """Tags, bits and places in the page."""
    element, n = sight.element, sight.n
    bits = sight.bits[element]
    rows: Rows = {f"in_{name}": ((bits & bit) != 0).astype(np.float32) for name, bit in BITS.items() if name in _SEEN}
    before = np.cumsum(sight.prose) - sight.prose
    total = max(float(before[-1] + sight.prose[-1]), 1.0)
    above = sight.parent[element]
    rows |= {
        "tag": sight.tag[element].astype(np.float32), "tag_above": sight.tag[above].astype(np.float32),
        "depth": sight.depth[element].astype(np.float32), "at": np.arange(n, dtype=np.float32) / np.float32(n),
        "prose_before": (before / total).astype(np.float32), "blocks": np.full(n, n, dtype=np.float32),
        "prose_all": np.full(n, total, dtype=np.float32), "share": sight.prose / np.float32(total),
    }  # fmt: skip
    titles = [fold(t) for t in sight.hints.titles if t]
    is_title = np.array(
        [_is_title(t, titles) if h else False for t, h in zip(sight.page.texts, sight.heading, strict=True)]
    )
    spots = np.flatnonzero(is_title)
    start = int(spots[0]) if len(spots) else -1
    rows["from_title"] = np.arange(n, dtype=np.float32) - start if start >= 0 else np.full(n, -999, dtype=np.float32)
    rows["is_title"] = is_title.astype(np.float32)
    heads = np.flatnonzero(sight.heading)
    places = np.searchsorted(heads, np.arange(n), side="right") - 1
    last_head = np.where(places >= 0, heads[np.maximum(places, 0)] if len(heads) else 0, -1)
    said = np.array(
        [sight.vocabulary.score_text(t) if h else 0.0 for t, h in zip(sight.page.texts, sight.heading, strict=True)],
        dtype=np.float32,
    )
    rows["from_heading"] = np.where(last_head >= 0, np.arange(n) - last_head, 99).astype(np.float32)
    rows["heading_said"] = np.where(last_head >= 0, said[np.maximum(last_head, 0)], 0).astype(np.float32)
    return rows


def _is_title(text: str, titles: list[str]) -> bool:
    text = fold(text)
    return any(text in title for title in titles) and len(text) > 8


_SEEN = frozenset(BITS)


def _containers(sight: Sight) -> Rows:
    """The block's place in the elements around it, and in the page's heaviest containers."""
    element, n = sight.element, sight.n
    mass = sight.sums(sight.prose)
    size = sight.sums(sight.size)
    linked = sight.sums(sight.linked)
    count = (sight.last - sight.first).astype(np.float64)
    pictures = _pictures(sight)
    chars = np.concatenate(([0.0], np.cumsum(sight.size, dtype=np.float64)))
    rows: Rows = {}
    at = np.arange(n)
    e = element
    whole = max(float(mass[0]), 1.0)
    for level in range(4):
        rows[f"mass_{level}"] = (mass[e] / whole).astype(np.float32)
        rows[f"linked_{level}"] = (linked[e] / np.maximum(size[e], 1.0)).astype(np.float32)
        rows[f"count_{level}"] = count[e].astype(np.float32)
        rows[f"mean_{level}"] = (size[e] / np.maximum(count[e], 1.0)).astype(np.float32)
        rows[f"pictures_{level}"] = (pictures[e] / np.maximum(count[e], 1.0)).astype(np.float32)
        rows[f"start_{level}"] = (at - sight.first[e]).astype(np.float32)
        rows[f"end_{level}"] = (sight.last[e] - 1 - at).astype(np.float32)
        e = sight.parent[e]
    del rows["count_0"], rows["mean_0"], rows["linked_0"]
    for name, best in (("deep", _deepest(sight, mass)), ("direct", _heaviest(sight))):
        first, last = int(sight.first[best]), int(sight.last[best])
        rows[f"in_{name}"] = ((at >= first) & (at < last)).astype(np.float32)
        rows[f"{name}_start"] = (chars[at] - chars[first]).astype(np.float32)
        rows[f"{name}_end"] = (chars[last] - chars[at + 1]).astype(np.float32)
        rows[f"{name}_blocks_end"] = (last - 1 - at).astype(np.float32)
        rows[f"{name}_depth"] = (sight.depth[element] - sight.depth[best]).astype(np.float32)
        rows[f"{name}_mass"] = np.full(n, mass[best] / whole, dtype=np.float32)
        rows[f"{name}_child"] = (sight.parent[element] == best).astype(np.float32)
    return rows


def _pictures(sight: Sight) -> NDArray[np.float64]:
    """How many pictures stand below each element; by the block that follows them, so at an edge one too many or few."""
    places = np.sort(np.array([p.block for p in sight.page.pictures], dtype=np.int64))
    result: NDArray[np.float64] = (np.searchsorted(places, sight.last) - np.searchsorted(places, sight.first)).astype(
        np.float64
    )
    return result


def _deepest(sight: Sight, mass: NDArray[np.float64]) -> int:
    """The deepest element that holds most of the page's prose (55 %: swept .5 to .8 by eye on training pages)."""
    enough = np.flatnonzero(mass >= 0.55 * mass[0])
    return int(enough[np.argmax(sight.depth[enough])]) if len(enough) else 0


def _heaviest(sight: Sight) -> int:
    """The element whose paragraphs weigh most: prose counts for the parent, and half for the one above."""
    above = sight.parent[sight.element]
    weight = np.bincount(above, sight.prose, len(sight.parent))
    weight = weight + 0.5 * np.bincount(sight.parent[above], sight.prose, len(sight.parent))
    return int(np.argmax(weight))


def _patterns(sight: Sight) -> Rows:
    """How the blocks of the same pattern look together, and whether the text is on the page twice."""
    pattern, count = sight.pattern, sight.patterns
    size = np.bincount(pattern, sight.size, count)
    blocks = np.bincount(pattern, minlength=count)
    mass = np.bincount(pattern, sight.prose, count)
    linked = np.bincount(pattern, sight.linked, count)
    whole = max(float(mass.sum()), 1.0)
    seen: dict[str, int] = {}
    for text in sight.page.texts:
        seen[text] = seen.get(text, 0) + 1
    at = np.arange(sight.n, dtype=np.float64)
    mean = np.bincount(pattern, at, count) / np.maximum(blocks, 1)
    return {
        "pattern_share": (mass / whole)[pattern].astype(np.float32),
        "pattern_blocks": blocks[pattern].astype(np.float32),
        "pattern_mean": (size / np.maximum(blocks, 1))[pattern].astype(np.float32),
        "pattern_linked": (linked / np.maximum(size, 1))[pattern].astype(np.float32),
        "pattern_middle": (np.abs(at - mean[pattern]) / sight.n).astype(np.float32),
        "twice": np.array([seen[t] for t in sight.page.texts], dtype=np.float32),
    }


def _neighbours(rows: Rows, sight: Sight) -> Rows:
    """The blocks before and after: their size, links, pattern, names."""
    result: Rows = {}
    pattern = sight.pattern.astype(np.float32)
    for by in (-2, -1, 1, 2):
        for name in ("size", "density", "names", "said", "ends"):
            result[f"{name}{by:+d}"] = shifted(rows[name], by)
        result[f"same{by:+d}"] = (shifted(pattern, by) == pattern).astype(np.float32)
    run = np.convolve(sight.prose, np.ones(7, dtype=np.float32), "same")[: sight.n] if sight.n >= 7 else sight.prose
    result["prose_near"] = run.astype(np.float32)
    return result


def _hinted(sight: Sight) -> Rows:
    """What the page's head confirms: the description it gives, and the body of its structured data."""
    description, witness = fold(sight.hints.description), fold(sight.hints.witness)
    texts = sight.page.texts
    described = np.zeros(sight.n, dtype=np.float32)
    if len(description) > 30:
        opening = description[:40]
        described = np.array([len(t) > 30 and (fold(t[:80])[:40] == opening) for t in texts], dtype=np.float32)
    confirmed = np.full(sight.n, -1, dtype=np.float32)
    if len(witness) > 200:
        confirmed = np.array([fold(t[:60])[:50] in witness for t in texts], dtype=np.float32)
    return {"described": described, "confirmed": confirmed}


def look(sight: Sight) -> Rows:
    """All features of the first stage."""
    rows = _texts(sight) | _names(sight) | _places(sight) | _containers(sight) | _patterns(sight) | _hinted(sight)
    return rows | _neighbours(rows, sight)
