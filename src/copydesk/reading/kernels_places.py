"""What `features` says of a block's elements, names and place, and of its neighbours, compiled."""

import numpy as np
from numpy.typing import NDArray

from copydesk.text.compiling import compiled

from .dom import BITS, HEADINGS, TAGS
from .features_table import (
    DEPTH,
    ELEMENT,
    FIRST_BLOCK,
    LAST_BLOCK,
    LEVELS,
    LINKED,
    MARKS,
    NAMED,
    NEAR,
    PARENT,
    PLACES,
    SIZE,
    STEPS,
    TAG,
    Floats,
)  # fmt: skip

Table = NDArray[np.int32]
Sums = NDArray[np.float64]

_HEADING_CODES = np.zeros(len(TAGS) + 1, dtype=np.bool_)
_HEADING_CODES[sorted(HEADINGS)] = True
_HEADING = BITS["heading"]
_MANY_BITS = len(BITS)

_NAME, _NAMES, _WORST, _BEST = (PLACES[name] for name in ("name", "names", "worst_name", "best_name"))
_ABOVE, _TWO_ABOVE, _RANK = (PLACES[name] for name in ("name_above", "name_two_above", "names_rank"))
_NAMES_REL, _WORST_REL, _SIZE_REL = (PLACES[name] for name in ("names_rel", "worst_rel", "size_rel"))
_SIZE, _DENSITY, _SAID, _BITS = (PLACES[name] for name in ("size", "density", "said", "in_article"))
_TAG, _TAG_ABOVE, _DEPTH, _AT = (PLACES[name] for name in ("tag", "tag_above", "depth", "at"))
_BEFORE, _BLOCKS, _PROSE_ALL, _SHARE = (PLACES[name] for name in ("prose_before", "blocks", "prose_all", "share"))
_FROM_TITLE, _IS_TITLE = PLACES["from_title"], PLACES["is_title"]
_FROM_HEADING, _HEADING_SAID = PLACES["from_heading"], PLACES["heading_said"]
_MASS, _PICTURES, _LINKED, _COUNT = (PLACES[name] for name in ("mass_0", "pictures_0", "linked_1", "count_1"))
_MEAN, _START, _END = (PLACES[name] for name in ("mean_1", "start_0", "end_0"))
_DEEP, _IN_DEEP = PLACES["deep_start"], PLACES["in_deep"]
_DIRECT, _IN_DIRECT = PLACES["direct_start"], PLACES["in_direct"]
_PATTERN, _NEAR, _PROSE_NEAR = PLACES["pattern_share"], PLACES["prose_near"], PLACES["prose_near"]
_NEAR_ROWS = np.array([PLACES[name] for name in NEAR[:-1]])
_STEPS = np.array(STEPS)
_FIRST_NEAR = PLACES[f"{NEAR[0]}{STEPS[0]:+d}"]
#: Unsigned, since Numba takes it that signed numbers never run over.
_SPREAD, _HIGH = np.uint64(0x9E3779B97F4A7C15), np.uint64(20)


@compiled
def above(elements: Table, e: int) -> int:
    """The element around an element; the root is around itself."""
    return int(max(elements[PARENT, e], 0))


@compiled
def running(values: Floats) -> Sums:
    """The sum of the values before each, and of all."""
    sums = np.empty(len(values) + 1, np.float64)
    sums[0] = 0.0
    for i in range(len(values)):
        sums[i + 1] = sums[i] + values[i]
    return sums


@compiled
def average(values: Floats, weight: Floats) -> np.float32:
    """The mean of values, each by its weight."""
    total = whole = 0.0
    for i in range(len(values)):
        total += np.float64(values[i]) * np.float64(weight[i])
        whole += weight[i]
    return np.float32(total / whole)


@compiled
def prose_of(table: Floats) -> Floats:
    """How many characters of each block are prose: none of a short one's, none in links."""
    prose = np.empty(table.shape[1], np.float32)
    for b in range(len(prose)):
        size = table[_SIZE, b]
        prose[b] = size * (np.float32(1) - table[_DENSITY, b]) if size >= 50 else np.float32(0)
    return prose


@compiled
def look_at_names(elements: Table, blocks: Table, name_score: Floats, prose: Floats, table: Floats) -> None:
    """As `features._names`, and how a block's size stands to the page's."""
    many, n = elements.shape[1], blocks.shape[1]
    total = np.empty(many, np.float64)
    low, high = np.empty(many, np.float32), np.empty(many, np.float32)
    for e in range(many):
        own = name_score[elements[NAMED, e]]
        if elements[DEPTH, e] == 0:
            total[e], low[e], high[e] = own, own, own
        else:
            p = elements[PARENT, e]
            total[e] = total[p] + own
            low[e], high[e] = np.minimum(low[p], own), np.maximum(high[p], own)
    weight = np.empty(n, np.float32)
    for b in range(n):
        e = blocks[ELEMENT, b]
        p = above(elements, e)
        table[_NAME, b], table[_NAMES, b] = name_score[elements[NAMED, e]], total[e]
        table[_WORST, b], table[_BEST, b] = low[e], high[e]
        table[_ABOVE, b] = name_score[elements[NAMED, p]]
        table[_TWO_ABOVE, b] = name_score[elements[NAMED, above(elements, p)]]
        weight[b] = prose[b] + np.float32(1)
    best = table[_NAMES].max()
    names, worst, size = average(table[_NAMES], weight), average(table[_WORST], weight), average(table[_SIZE], weight)
    for b in range(n):
        table[_RANK, b], table[_NAMES_REL, b] = table[_NAMES, b] - best, table[_NAMES, b] - names
        table[_WORST_REL, b], table[_SIZE_REL, b] = table[_WORST, b] - worst, table[_SIZE, b] / size


@compiled
def look_at_places(elements: Table, blocks: Table, sums: Sums, table: Floats) -> None:
    """As `features._places`; `sums` is of prose, and which blocks are the title is known."""
    n = blocks.shape[1]
    total = max(float(sums[n]), 1.0)
    title = heading = -1
    for b in range(n - 1, -1, -1):
        if table[_IS_TITLE, b]:
            title = b
    for b in range(n):
        e = blocks[ELEMENT, b]
        marks, tag = elements[MARKS, e], elements[TAG, e]
        for bit in range(_MANY_BITS):
            table[_BITS + bit, b] = (marks >> bit) & 1
        table[_TAG, b], table[_TAG_ABOVE, b] = tag, elements[TAG, above(elements, e)]
        table[_DEPTH, b], table[_AT, b] = elements[DEPTH, e], b / n
        table[_BEFORE, b], table[_SHARE, b] = sums[b] / total, (sums[b + 1] - sums[b]) / total
        table[_BLOCKS, b], table[_PROSE_ALL, b] = n, total
        table[_FROM_TITLE, b] = b - title if title >= 0 else -999
        if _HEADING_CODES[tag] or marks & _HEADING:
            heading = b
        table[_FROM_HEADING, b] = b - heading if heading >= 0 else 99
        table[_HEADING_SAID, b] = table[_SAID, heading] if heading >= 0 else np.float32(0)


@compiled
def look_at_containers(elements: Table, blocks: Table, pictures: NDArray[np.int32], sums: Sums, table: Floats) -> None:
    """As `features._containers`; `sums` is of prose."""
    n = blocks.shape[1]
    chars = running(table[_SIZE])
    linked = np.zeros(n + 1, np.float64)
    shown = np.zeros(n + 1, np.float64)
    for picture in pictures:
        if picture < n:
            shown[picture + 1] += 1.0
    for b in range(n):
        linked[b + 1] = linked[b] + min(blocks[LINKED, b], blocks[SIZE, b])
        shown[b + 1] += shown[b]
    whole = max(sums[elements[LAST_BLOCK, 0]] - sums[elements[FIRST_BLOCK, 0]], 1.0)
    for b in range(n):
        e = blocks[ELEMENT, b]
        for level in range(LEVELS):
            first, last = elements[FIRST_BLOCK, e], elements[LAST_BLOCK, e]
            many = max(last - first, 1)
            table[_MASS + level, b] = (sums[last] - sums[first]) / whole
            table[_PICTURES + level, b] = (shown[last] - shown[first]) / many
            table[_START + level, b], table[_END + level, b] = b - first, last - 1 - b
            if level:
                size = chars[last] - chars[first]
                table[_LINKED + level - 1, b] = (linked[last] - linked[first]) / max(size, 1.0)
                table[_COUNT + level - 1, b], table[_MEAN + level - 1, b] = last - first, size / many
            e = above(elements, e)
    _look_at(deepest(elements, sums, 0.55), _DEEP, _IN_DEEP, elements, blocks, sums, chars, table)
    _look_at(_heaviest(elements, blocks, sums), _DIRECT, _IN_DIRECT, elements, blocks, sums, chars, table)


@compiled
def deepest(elements: Table, sums: Sums, share: float) -> int:
    """The deepest element that holds so much of what the blocks sum up to; the first of several."""
    least = share * (sums[elements[LAST_BLOCK, 0]] - sums[elements[FIRST_BLOCK, 0]])
    best = -1
    for e in range(elements.shape[1]):
        if sums[elements[LAST_BLOCK, e]] - sums[elements[FIRST_BLOCK, e]] >= least and (
            best < 0 or elements[DEPTH, e] > elements[DEPTH, best]
        ):
            best = e
    return max(best, 0)


@compiled
def _heaviest(elements: Table, blocks: Table, sums: Sums) -> int:
    """As `features._heaviest`."""
    near, far = np.zeros(elements.shape[1], np.float64), np.zeros(elements.shape[1], np.float64)
    for b in range(blocks.shape[1]):
        p = above(elements, blocks[ELEMENT, b])
        near[p] += sums[b + 1] - sums[b]
        far[above(elements, p)] += sums[b + 1] - sums[b]
    return int(np.argmax(near + 0.5 * far))


@compiled
def _look_at(
    best: int, row: int, inside: int, elements: Table, blocks: Table, sums: Sums, chars: Sums, table: Floats
) -> None:
    """A block's place in one of the heaviest containers: six features from `row` on, and `inside`."""
    first, last = elements[FIRST_BLOCK, best], elements[LAST_BLOCK, best]
    whole = max(sums[elements[LAST_BLOCK, 0]] - sums[elements[FIRST_BLOCK, 0]], 1.0)
    mass = (sums[last] - sums[first]) / whole
    for b in range(blocks.shape[1]):
        e = blocks[ELEMENT, b]
        table[inside, b] = first <= b < last
        table[row, b], table[row + 1, b] = chars[b] - chars[first], chars[last] - chars[b + 1]
        table[row + 2, b], table[row + 3, b] = last - 1 - b, elements[DEPTH, e] - elements[DEPTH, best]
        table[row + 4, b], table[row + 5, b] = mass, above(elements, e) == best


@compiled
def patterns_of(elements: Table, blocks: Table) -> NDArray[np.int32]:
    """A number for each block, equal where tag and names of its element and of the one around it are."""
    n = blocks.shape[1]
    room = 16
    while room < 2 * n:
        room *= 2
    slots = np.full(room, -1, np.int32)
    keys = np.empty((2, n), np.int64)
    numbers = np.empty(n, np.int32)
    many = 0
    for b in range(n):
        e = blocks[ELEMENT, b]
        p = above(elements, e)
        own = np.int64(elements[NAMED, e]) << 32 | np.int64(elements[TAG, e])
        around = np.int64(elements[NAMED, p]) << 32 | np.int64(elements[TAG, p])
        slot = np.int64((np.uint64(own) * _SPREAD ^ np.uint64(around)) * _SPREAD >> _HIGH) & (room - 1)
        while slots[slot] >= 0 and (keys[0, slots[slot]] != own or keys[1, slots[slot]] != around):
            slot = (slot + 1) & (room - 1)
        if slots[slot] < 0:
            slots[slot] = many
            keys[0, many], keys[1, many] = own, around
            many += 1
        numbers[b] = slots[slot]
    return numbers


@compiled
def look_at_patterns(pattern: NDArray[np.int32], blocks: Table, sums: Sums, table: Floats) -> None:
    """As `features._patterns`, but for twins."""
    n = len(pattern)
    found = np.zeros((5, n), np.float64)  # prose, blocks, size, linked, place
    for b in range(n):
        each = found[:, pattern[b]]
        each[0] += sums[b + 1] - sums[b]
        each[1] += 1.0
        each[2] += table[_SIZE, b]
        each[3] += min(blocks[LINKED, b], blocks[SIZE, b])
        each[4] += b
    whole = max(sums[n], 1.0)
    for b in range(n):
        mass, count, size, linked, place = found[:, pattern[b]]
        table[_PATTERN, b], table[_PATTERN + 1, b] = mass / whole, count
        table[_PATTERN + 2, b], table[_PATTERN + 3, b] = size / count, linked / size
        apart = np.float32(abs(b - np.float64(np.float32(place / count))))
        table[_PATTERN + 4, b] = apart / np.float32(n)


@compiled
def look_at_neighbours(pattern: NDArray[np.int32], sums: Sums, table: Floats) -> None:
    """As `features._neighbours`; what they show is in the table."""
    n = len(pattern)
    row = _FIRST_NEAR
    for by in _STEPS:
        first, last = max(0, -by), min(n, n - by)
        for name in _NEAR_ROWS:
            table[row] = -1
            for b in range(first, last):
                table[row, b] = table[name, b + by]
            row += 1
        table[row] = 0
        for b in range(first, last):
            table[row, b] = pattern[b + by] == pattern[b]
        row += 1
    for b in range(n):
        table[_PROSE_NEAR, b] = sums[min(b + 4, n)] - sums[max(b - 3, 0)]
