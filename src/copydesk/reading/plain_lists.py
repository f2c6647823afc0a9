"""What a text-only capture recommends: the lists of other stories below the body."""

from collections.abc import Sequence

from copydesk.record import Recommended

from .plain_lines import Line, Sort

#: Teasers of the farms seen are cut at 100 characters; headlines are shorter as a rule. Two lines of which the second
#: reaches this, or ends as a sentence and is the longer one, are a headline and its teaser.
_TEASER = 88
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "”", '"', "...")

#: More items than this are a site map.
_MOST = 60


def recommended_in(below: Sequence[tuple[str, Line]]) -> tuple[Recommended, ...]:
    """The items of all lists below a body, in order, each headline once."""
    found: list[Recommended] = []
    listed: list[str] = []
    heading = False
    for at, (text, line) in enumerate(below):
        if line.sort is Sort.HEADING:
            found += _items(listed)
            listed, heading = [], True
        elif line.sort is Sort.NEIGHBOUR and line.headline is not None:
            found.append(Recommended(line.headline))
        elif line.sort is Sort.ROW:
            found += _row(below, at)
        elif line.sort is Sort.TEXT and heading:
            listed.append(text)
    found += _items(listed)
    return _once(found)


def more_section(below: Sequence[tuple[str, Line]]) -> str | None:
    """The section that a line like `More:News` below the body names."""
    return next((line.section for _, line in below if line.sort is Sort.MORE and line.section), None)


def _row(below: Sequence[tuple[str, Line]], at: int) -> list[Recommended]:
    """An item around a row of time and views: its headline above, its teaser below."""
    if at == 0 or below[at - 1][1].sort is not Sort.TEXT:
        return []
    after = below[at + 1] if at + 1 < len(below) else None
    teaser = after[0] if after is not None and after[1].sort is Sort.TEXT and len(after[0]) >= _TEASER else None
    return [Recommended(below[at - 1][0], teaser)]


def _items(texts: Sequence[str]) -> list[Recommended]:
    """Headlines with the teasers behind them, where the list has teasers; else headlines alone."""
    items: list[Recommended] = []
    index = 0
    paired = _has_teasers(texts)
    while index < len(texts):
        teaser = texts[index + 1] if paired and index + 1 < len(texts) and _is_teaser(texts, index + 1) else None
        items.append(Recommended(texts[index], teaser))
        index += 1 if teaser is None else 2
    return items


def _has_teasers(texts: Sequence[str]) -> bool:
    seconds = texts[1::2]
    return bool(seconds) and sum(_is_teaser(texts, 2 * index + 1) for index in range(len(seconds))) * 2 >= len(seconds)


def _is_teaser(texts: Sequence[str], index: int) -> bool:
    text, headline = texts[index], texts[index - 1]
    return len(text) >= _TEASER or (text.endswith(_SENTENCE_ENDS) and len(text) > len(headline))


def _once(items: Sequence[Recommended]) -> tuple[Recommended, ...]:
    kept: dict[str, Recommended] = {}
    for item in items:
        if item.headline not in kept:
            kept[item.headline] = item
    return tuple(kept.values())[:_MOST]
