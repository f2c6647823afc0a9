"""What the model sees of a page: one column of numbers for each block.

Every feature is computed for all blocks at once from the outline's flat lists. The order of the rows is part of the
model's weights: `FEATURES` and `AGAIN` name them.
"""

import re
from dataclasses import dataclass

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


def name_tokens(names: str) -> tuple[str, ...]:
    """The words that class names are made of, and the whole names: `article-bodyText` gives article, body, text too."""
    result: list[str] = []
    for whole in names.split()[:24]:
        parts = [p.lower() for p in _TOKEN.findall(whole[:60]) if len(p) > 1]
        result += parts
        if len(parts) > 1:
            result.append("_".join(parts))
    return tuple(dict.fromkeys(result))


def text_tokens(text: str) -> tuple[str, ...]:
    """The words that open and close a text, in lower case, the very first marked as such."""
    words = _WORD.findall(text[:100].lower())[:_START]
    if not words:
        return ("^" + text[:1],)
    if len(text) > 100:
        words += _WORD.findall(text[-24:].lower())[-_END:]
    return ("^" + words[0], *dict.fromkeys(words))


@dataclass(frozen=True)
class Vocabulary:
    """Weights of words in element names and in texts, from a logistic regression; unknown words weigh nothing."""

    names: dict[str, float]
    texts: dict[str, float]

    def score_names(self, names: str) -> float:
        """How much the names of one element speak for the story's text."""
        get = self.names.get
        return sum(get(token, 0.0) for token in name_tokens(names))

    def score_text(self, text: str) -> float:
        """How much a text's first and last words do."""
        get = self.texts.get
        return sum(get(token, 0.0) for token in text_tokens(text))


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


def _shifted(values: Floats, by: int, fill: float = -1.0) -> Floats:
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
    page, element = sight.page, sight.element
    score = sight.vocabulary.score_names
    known: dict[str, float] = {"": 0.0}
    own: list[float] = []
    total: list[float] = []
    low: list[float] = []
    high: list[float] = []
    for e, names in enumerate(page.names):
        value = known.get(names)
        if value is None:
            value = known[names] = score(names)
        above = page.parent[e]
        own.append(value)
        total.append(value + (total[above] if above >= 0 else 0.0))
        low.append(min(value, low[above] if above >= 0 else value))
        high.append(max(value, high[above] if above >= 0 else value))
    columns = [np.array(c, dtype=np.float32)[element] for c in (own, total, low, high)]
    above = sight.parent[element]
    return {
        "name": columns[0], "names": columns[1], "worst_name": columns[2], "best_name": columns[3],
        "name_above": np.array(own, dtype=np.float32)[above],
        "name_two_above": np.array(own, dtype=np.float32)[sight.parent[above]],
        "names_rank": columns[1] - np.float32(np.max(columns[1])),
        "names_rel": columns[1] - np.float32(np.average(columns[1], weights=sight.prose + 1.0)),
        "worst_rel": columns[2] - np.float32(np.average(columns[2], weights=sight.prose + 1.0)),
    }  # fmt: skip


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
        "depth": sight.depth[element].astype(np.float32), "at": np.arange(n, dtype=np.float32) / n,
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
    weight += 0.5 * np.bincount(sight.parent[above], sight.prose, len(sight.parent))
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
            result[f"{name}{by:+d}"] = _shifted(rows[name], by)
        result[f"same{by:+d}"] = (_shifted(pattern, by) == pattern).astype(np.float32)
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


def look_again(sight: Sight, rows: Rows, score: Floats) -> Rows:
    """All features of the second stage: the first's, and what its scores say of a block's surroundings."""
    n, element = sight.n, sight.element
    weight = np.minimum(sight.size, 400.0)
    believed = score * weight
    sums, sizes = sight.sums(believed), np.maximum(sight.sums(weight), 1.0)
    result: Rows = {"score": score}
    e = element
    for level in range(4):
        result[f"score_{level}"] = (sums[e] / sizes[e]).astype(np.float32)
        e = sight.parent[e]
    by_pattern = np.bincount(sight.pattern, believed, sight.patterns) / np.maximum(
        np.bincount(sight.pattern, weight, sight.patterns), 1.0
    )
    result["score_pattern"] = by_pattern[sight.pattern].astype(np.float32)
    for by in (-4, -3, -2, -1, 1, 2, 3, 4):
        result[f"score{by:+d}"] = _shifted(score, by, 0.0)
    total = max(float(believed.sum()), 1.0)
    run = np.cumsum(believed)
    result["believed_before"] = ((run - believed) / total).astype(np.float32)
    result["believed_after"] = ((total - run) / total).astype(np.float32)
    result["believed_all"] = np.full(n, total / max(float(weight.sum()), 1.0), dtype=np.float32)
    result |= _spread(sight, score, believed)
    enough = np.flatnonzero(sums >= 0.8 * sums[0])
    main = int(enough[np.argmax(sight.depth[enough])]) if len(enough) else 0
    at = np.arange(n)
    result["in_core"] = ((at >= sight.first[main]) & (at < sight.last[main])).astype(np.float32)
    result["core_end"] = (sight.last[main] - 1 - at).astype(np.float32)
    result["core_start"] = (at - sight.first[main]).astype(np.float32)
    result["core_score"] = np.full(n, sums[main] / sizes[main], dtype=np.float32)
    return rows | result


def _spread(sight: Sight, score: Floats, believed: Floats) -> Rows:
    """How far each block lies from blocks that are believed, and how strong those around it are."""
    n = sight.n
    at = np.arange(n)
    sure = score >= 0.5
    before = np.maximum.accumulate(np.where(sure, at, -1))
    after = np.minimum.accumulate(np.where(sure, at, n + 50)[::-1])[::-1]
    previous = np.concatenate(([-1], before[:-1]))
    following = np.concatenate((after[1:], [n + 50]))
    chars = np.concatenate(([0.0], np.cumsum(sight.size, dtype=np.float64)))
    gap_before = np.where(previous >= 0, chars[at] - chars[np.maximum(previous, 0) + 1], 99999)
    gap_after = np.where(following < n, chars[np.minimum(following, n - 1)] - chars[at + 1], 99999)
    big = np.flatnonzero(sure & (sight.size >= 80))
    first, last = (int(big[0]), int(big[-1])) if len(big) else (0, n - 1)
    return {
        "since": np.where(previous >= 0, at - previous, 99).astype(np.float32),
        "until": np.where(following < n, following - at, 99).astype(np.float32),
        "gap_before": gap_before.astype(np.float32), "gap_after": gap_after.astype(np.float32),
        "from_first": (at - first).astype(np.float32), "to_last": (last - at).astype(np.float32),
        "near_3": _smooth(believed, 3) / np.maximum(_smooth(np.minimum(sight.size, 400.0), 3), 1.0),
        "near_8": _smooth(believed, 8) / np.maximum(_smooth(np.minimum(sight.size, 400.0), 8), 1.0),
    }  # fmt: skip


def _smooth(values: Floats, reach: int) -> Floats:
    """Sums over the `reach` blocks on either side, the block itself left out."""
    n = len(values)
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    at = np.arange(n)
    result: Floats = (total[np.minimum(at + reach + 1, n)] - total[np.maximum(at - reach, 0)] - values).astype(
        np.float32
    )
    return result
