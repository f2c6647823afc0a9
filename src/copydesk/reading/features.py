"""What the model sees of a page: one column of numbers for each block.

Every feature is computed for all blocks at once, from the outline's flat lists; only what needs a text's own letters is
asked of each text. `Rows` name the features, and the model's weights ask for them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .characters import DIGIT, END, QUOTE, UPPER, Characters
from .dom import BITS, HEADINGS, TAGS, Outline, Whole
from .features_table import DIGITS, LEVELS, LOUD, NEAR, STEPS, Floats, Ints, Rows
from .vocabulary import Vocabulary

HEADING_CODES = np.zeros(len(TAGS) + 1, dtype=bool)
HEADING_CODES[sorted(HEADINGS)] = True


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
        self.weight = self.prose + 1.0
        #: Numbers for the names of elements, equal where the names are.
        self.named = _ints(page.named)
        self.name_score = np.array(vocabulary.score_names(page.names), dtype=np.float32)[self.named]
        #: Numbers for kinds of element: same tag, same names.
        kind = self.named * (len(TAGS) + 1) + self.tag
        pair = kind[around[0]] * (int(kind.max()) + 1) + kind[around[1]]
        _, self.pattern = np.unique(pair, return_inverse=True)
        self.patterns = int(self.pattern.max()) + 1
        self.heading = HEADING_CODES[self.tag[self.element]] | ((self.bits[self.element] & BITS["heading"]) != 0)
        self.said = np.array(vocabulary.score_texts(page.texts), dtype=np.float32)

    def sums(self, values: NDArray[np.generic]) -> NDArray[np.float64]:
        """Sums of the blocks' values, along the last axis, below each element."""
        total = np.zeros((*values.shape[:-1], self.n + 1))
        np.cumsum(values, axis=-1, out=total[..., 1:])
        result: NDArray[np.float64] = total.take(self.last, axis=-1)
        result -= total.take(self.first, axis=-1)
        return result


def _average(values: Floats, weight: Floats) -> np.float32:
    return np.float32(np.multiply(values, weight, dtype=np.float64).sum() / weight.sum(dtype=np.float64))


def _texts(rows: Rows, sight: Sight) -> None:
    """What the blocks' own texts show."""
    page, size, texts = sight.page, sight.size, sight.page.texts
    of = Characters(texts, size.astype(np.int64))
    words = of.count(" ") + 1
    rows["size"], rows["words"], rows["commas"], rows["stops"] = size, words, of.count(",") / words, of.sentences()
    rows["upper"], rows["quoted"], rows["ends"] = of.first(UPPER), of.first(QUOTE), of.final(END)
    rows["loud"], rows["digits"] = [t[:LOUD].isupper() for t in texts], of.opening(DIGIT, DIGITS)
    rows["bars"] = ["|" in t or "©" in t for t in texts]
    rows["density"], rows["links"] = sight.density, np.frombuffer(page.links, dtype=np.int32)
    rows["bold"] = np.frombuffer(page.bold, dtype=np.int32).astype(np.float32) / size
    rows["breaks"], rows["said"], rows["word_size"] = (
        np.frombuffer(page.breaks, dtype=np.int32),
        sight.said,
        size / words,
    )
    rows["size_rel"] = size / _average(size, sight.weight)


def _names(rows: Rows, sight: Sight) -> None:
    """What the makers' names for the block's element and all elements around it say."""
    own, element = sight.name_score, sight.element
    total, low, high = (column[element] for column in _down(own, sight))
    rows["name"], rows["names"], rows["worst_name"], rows["best_name"] = own[element], total, low, high
    rows["name_above"], rows["name_two_above"] = own[sight.around[1]], own[sight.around[2]]
    rows["names_rank"], rows["names_rel"] = total - np.max(total), total - _average(total, sight.weight)
    rows["worst_rel"] = low - _average(low, sight.weight)


def _down(own: Floats, sight: Sight) -> tuple[Floats, Floats, Floats]:
    """Sum, least and greatest of a value over each element and all around it, by jumps that double in length.

    A row behind the last element stands for what is above the root.
    """
    n = len(own)
    above = np.append(np.where(sight.depth == 0, n, sight.parent), n)
    total = np.append(own, 0.0).astype(np.float64)
    least = np.full((2, n + 1), np.inf, dtype=np.float32)  # of the value, and of its opposite
    least[0, :n], least[1, :n] = own, -own
    for _ in range(int(sight.depth.max()).bit_length()):
        total = total + total[above]
        np.minimum(least, least.take(above, axis=1), out=least)
        above = above[above]
    return total[:n].astype(np.float32), least[0, :n], -least[1, :n]


_BITS = np.arange(len(BITS))[:, None]


def _places(rows: Rows, sight: Sight) -> None:
    """Tags, bits and places in the page."""
    n, at = sight.n, sight.at
    rows.several("in_article", (sight.bits[sight.element] >> _BITS) & 1)
    before = np.cumsum(sight.prose, dtype=np.float64) - sight.prose
    total = max(float(before[-1] + sight.prose[-1]), 1.0)
    rows["tag"], rows["tag_above"] = sight.tag[sight.around[0]], sight.tag[sight.around[1]]
    rows["depth"], rows["at"] = sight.depth[sight.element], at / n
    rows["prose_before"], rows["share"] = before / total, sight.prose / total
    rows["blocks"], rows["prose_all"] = n, total
    _headed(rows, sight)


def _headed(rows: Rows, sight: Sight) -> None:
    """Where a block stands from the page's title, and from the last heading, and how that heading sounds."""
    at = sight.at
    heads = np.flatnonzero(sight.heading)
    spots = are_titles(sight.page.texts, heads.tolist(), sight.hints)
    rows["is_title"] = 0
    rows["is_title"][spots] = 1
    rows["from_title"] = at - spots[0] if spots else -999
    if not len(heads):
        rows["from_heading"], rows["heading_said"] = 99, 0
        return
    places = np.searchsorted(heads, at, side="right") - 1
    last = np.where(places >= 0, heads[np.maximum(places, 0)], -1)
    rows["from_heading"] = np.where(last >= 0, at - last, 99)
    rows["heading_said"] = np.where(last >= 0, sight.said[np.maximum(last, 0)], np.float32(0))


def are_titles(texts: Sequence[str], heads: Sequence[int], hints: Hints) -> list[int]:
    """Which of the headings stand in one of the page's titles."""
    titles = {fold(t) for t in hints.titles if t}
    longest = max(map(len, titles), default=0)  # folding shortens no text
    together = "\n".join(titles)  # no text has the end of a line in it
    folded = ((b, texts[b].casefold()) for b in heads if len(texts[b]) <= longest)
    return [b for b, text in folded if len(text) > 8 and text in together]


def _containers(rows: Rows, sight: Sight) -> None:
    """The block's place in the elements around it, and in the page's heaviest containers."""
    n, at, around = sight.n, sight.at, sight.around
    mass, size, linked, pictures = sight.sums(np.stack([sight.prose, sight.size, sight.linked, _pictures(sight)]))
    count = sight.last - sight.first
    many = np.maximum(count, 1)
    whole = max(float(mass[0]), 1.0)
    shares = (
        mass / whole,
        pictures / many,
        linked / np.maximum(size, 1.0),
        count,
        size / many,
        sight.first,
        sight.last,
    )
    each = np.array(shares, dtype=np.float32).take(around, axis=1)
    rows.several("mass_0", each[0])
    rows.several("pictures_0", each[1])
    rows.several("linked_1", each[2:5, 1:].reshape(-1, n))
    rows.several("start_0", at - each[5])
    rows.several("end_0", each[6] - 1 - at)
    chars = np.zeros(n + 1)
    np.cumsum(sight.size, out=chars[1:])
    for name, best in (("deep", _deepest(sight, mass)), ("direct", _heaviest(sight))):
        first, last = int(sight.first[best]), int(sight.last[best])
        inside = rows[f"in_{name}"]
        inside[:] = 0
        inside[first:last] = 1
        rows[f"{name}_start"], rows[f"{name}_end"] = chars[:-1] - chars[first], chars[last] - chars[1:]
        rows[f"{name}_blocks_end"] = last - 1 - at
        rows[f"{name}_depth"] = sight.depth[sight.element] - sight.depth[best]
        rows[f"{name}_mass"], rows[f"{name}_child"] = mass[best] / whole, around[1] == best


def _pictures(sight: Sight) -> NDArray[np.float64]:
    """How many pictures stand before each block; at an edge one too many or few."""
    result = np.zeros(sight.n)
    for picture in sight.page.pictures:
        if picture.block < sight.n:
            result[picture.block] += 1
    return result


def _deepest(sight: Sight, mass: NDArray[np.float64]) -> int:
    """The deepest element that holds most of the page's prose (55 %: swept .5 to .8 by eye on training pages)."""
    enough = np.flatnonzero(mass >= 0.55 * mass[0])
    return int(enough[np.argmax(sight.depth[enough])]) if len(enough) else 0


def _heaviest(sight: Sight) -> int:
    """The element whose paragraphs weigh most: prose counts for the parent, and half for the one above."""
    weight = np.bincount(sight.around[1], sight.prose, len(sight.parent))
    weight = weight + 0.5 * np.bincount(sight.around[2], sight.prose, len(sight.parent))
    return int(np.argmax(weight))


def _patterns(rows: Rows, sight: Sight) -> None:
    """How the blocks of the same pattern look together, and whether the text is on the page twice."""
    pattern, count, texts = sight.pattern, sight.patterns, sight.page.texts
    size = np.bincount(pattern, sight.size, count)
    blocks = np.bincount(pattern, minlength=count)
    mass = np.bincount(pattern, sight.prose, count)
    linked = np.bincount(pattern, sight.linked, count)
    whole = max(float(mass.sum()), 1.0)
    seen = Counter(texts)
    middle = np.bincount(pattern, sight.at, count) / blocks
    columns = np.array((mass / whole, blocks, size / blocks, linked / size, middle), dtype=np.float32)
    rows.several("pattern_share", columns.take(pattern, axis=1))
    apart = np.abs(sight.at - rows["pattern_middle"]).astype(np.float32)
    rows["pattern_middle"] = apart / np.float32(sight.n)
    rows["twice"] = [seen[t] for t in texts]


def _neighbours(rows: Rows, sight: Sight) -> None:
    """The blocks before and after: their size, links, names, words, pattern; and the prose around."""
    n, reach = sight.n, max(STEPS)
    # -1 stands where there is no block; it is no pattern's number.
    padded = np.full((len(NEAR), n + 2 * reach), -1, dtype=np.float32)
    padded[:-1, reach:-reach] = [rows[name] for name in NEAR[:-1]]
    padded[-1, reach:-reach] = sight.pattern
    for by in STEPS:
        moved = padded[:, reach + by : reach + by + n]
        rows.several(f"{NEAR[0]}{by:+d}", moved[:-1])
        rows[f"{NEAR[-1]}{by:+d}"] = moved[-1] == sight.pattern
    total = np.zeros(sight.n + 1)
    np.cumsum(sight.prose, out=total[1:])
    rows["prose_near"] = total[np.minimum(sight.at + 4, sight.n)] - total[np.maximum(sight.at - 3, 0)]


#: Characters of a folded text that are held against the page's description, and against a body in its data.
_DESCRIBED, _CONFIRMED = 40, 50
#: Texts and descriptions of no more than these say too little to be the same.
SHORT = 30


def described(texts: Sequence[str], hints: Hints, firsts: NDArray[np.uint32] | None = None) -> list[int]:
    """Which texts open as the description in the page's head does; none where that says too little.

    `firsts` are the texts' first letters, where they are at hand, or 0 for texts of no more than `SHORT` letters: then
    only such texts are looked at as may open so.
    """
    opening = fold(hints.description)[:_DESCRIBED]
    if len(opening) <= SHORT:
        return []
    two = opening[:2]
    return [
        b
        for b in (range(len(texts)) if firsts is None else _begun_by(opening[0], firsts))
        if len(t := texts[b]) > SHORT
        and t[:2].casefold()[:2] == two
        and t[:_DESCRIBED].casefold()[:_DESCRIBED] == opening
    ]


def _begun_by(letter: str, firsts: NDArray[np.uint32]) -> list[int]:
    """Where the first letter may be this one, when folded: of those beyond ASCII any may."""
    able = firsts > 127
    if letter.isascii():
        able |= firsts == ord(letter)
        able |= firsts == ord(letter.upper())
    return np.flatnonzero(able).tolist()


def confirmed(texts: Sequence[str], hints: Hints) -> list[int] | None:
    """Which texts the body holds that structured data give; None where they give none.

    Only those are looked for in it of which all fours of letters stand in it.
    """
    witness = fold(hints.witness)
    if len(witness) <= 200:
        return None
    keys = [t[: _CONFIRMED + 10].casefold()[:_CONFIRMED] for t in texts]
    seen = np.zeros(1 << 16, dtype=np.bool_)
    seen[_fours(_codes(witness))] = True
    missing = np.flatnonzero(~seen[_fours(_codes("\n".join([*keys, "\n\n\n"])))])
    sizes = np.array([len(key) for key in keys])
    ends = np.cumsum(sizes + 1) - 1
    strange = np.searchsorted(missing, ends - 3) - np.searchsorted(missing, ends - sizes)
    found = []
    at = 0
    for b in np.flatnonzero((strange <= 0) | (sizes < 4)).tolist():
        key = keys[b]
        place = witness.find(key, at)  # mostly they come in their order
        if place < 0:
            place = witness.find(key, 0, at + len(key))
        if place >= 0:
            found.append(b)
            at = place
    return found


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _fours(codes: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """A number for each four characters that follow one another."""
    hashed = codes[:-3] * np.uint32(0x9E3779B1) + codes[1:-2] * np.uint32(0x85EBCA6B)
    hashed += codes[2:-1] * np.uint32(0xC2B2AE35) + codes[3:] * np.uint32(0x27D4EB2F)
    return (hashed >> np.uint32(16)).astype(np.uint16)


def _hinted(rows: Rows, sight: Sight) -> None:
    """What the page's head confirms: the description it gives, and the body of its structured data."""
    known = confirmed(sight.page.texts, sight.hints)
    rows["described"], rows["confirmed"] = 0, -1 if known is None else 0
    rows["described"][described(sight.page.texts, sight.hints)] = 1
    rows["confirmed"][known or []] = 1


def look(sight: Sight) -> Rows:
    """All features of the first stage; those of the second are not set yet."""
    rows = Rows(sight.n)
    for part in (_texts, _names, _places, _containers, _patterns, _hinted, _neighbours):
        part(rows, sight)
    return rows
