"""JSON-LD as pages really have it: broken, deep, huge, in lists and graphs. Nothing raises on what a page holds."""

import re
from collections.abc import Iterator
from html import unescape
from json import JSONDecodeError, JSONDecoder
from typing import Any

from msgspec import DecodeError
from msgspec.json import Decoder

#: A block larger than this is a product catalogue, not a story: the largest of 1,149 news pages has 390 kB.
_LARGEST = 1_000_000
#: Objects visited per page and depth of nesting, for deep and huge JSON.
_MOST_OBJECTS = 2_000
_DEEPEST = 24

_fast: Decoder[Any] = Decoder()
_tolerant = JSONDecoder(strict=False)
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
_WRAPPING = re.compile(r"\s{0,200}(?:<!--|//\s{0,4}<!\[CDATA\[|/\*\s{0,4}<!\[CDATA\[\s{0,4}\*/|<!\[CDATA\[)")

Json = dict[str, Any]


def decode_block(text: str) -> Any | None:
    """The value of one JSON-LD block; None where nothing can be made of it.

    Tolerates comments around it, raw line breaks in strings, trailing commas, a trailing semicolon, escaped entities.
    """
    if not text or len(text) > _LARGEST:
        return None
    try:
        return _fast.decode(text)
    except (DecodeError, RecursionError, ValueError):
        pass
    opened = _WRAPPING.match(text)
    body = (text[opened.end() :] if opened is not None else text).strip()
    for attempt in (body, _TRAILING_COMMA.sub("", body), unescape(body) if "&quot;" in body else ""):
        if not attempt:
            continue
        try:
            return _tolerant.raw_decode(attempt)[0]
        except (JSONDecodeError, RecursionError, ValueError):
            continue
    return None


def objects(value: Any) -> Iterator[Json]:
    """Every object that may describe the page, outermost first: lists and `@graph`s opened, nested ones after.

    Capped in number and depth.
    """
    queue: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    at = 0
    while at < len(queue) and seen < _MOST_OBJECTS:
        item, depth = queue[at]
        at += 1
        if depth > _DEEPEST:
            continue
        if isinstance(item, list):
            queue += [(child, depth + 1) for child in item[:_MOST_OBJECTS] if isinstance(child, (dict, list))]
        elif isinstance(item, dict):
            seen += 1
            yield item
            queue += [
                (child, depth + 1) for key, child in item.items() if isinstance(child, (dict, list)) and key in _OPENED
            ]


#: Where an article may lie within other things.
_OPENED = frozenset(
    {"@graph", "mainEntity", "mainEntityOfPage", "hasPart", "mainentity", "item", "liveBlogUpdate"}
    - {"liveBlogUpdate", "item"}
)


def types(item: Json) -> set[str]:
    """The object's types without their namespace."""
    value = item.get("@type") or item.get("type") or ()
    values = value if isinstance(value, list) else [value]
    return {str(v).rsplit("/", 1)[-1] for v in values if isinstance(v, str)}


def text(value: Any) -> str | None:
    """A field's text: itself, its `name` or `@value`, or the first of a list; None where it has none."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = next((value[key] for key in ("name", "@value", "value", "headline", "url") if value.get(key)), None)
        else:
            break
    if isinstance(value, str):
        folded = " ".join(unescape(value[:4_000]).split())
        return folded or None
    return None


def each(value: Any) -> list[Any]:
    """A field's values as a list."""
    if value is None:
        return []
    return value[:100] if isinstance(value, list) else [value]
