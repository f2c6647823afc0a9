"""Pages whose text stands in their scripts, for a script to put it on the page: the text, taken out of there."""

import re
from collections.abc import Iterator

from msgspec import DecodeError
from msgspec.json import Decoder

from .budget import is_harmless

#: Markup in a string of JSON, as serialisers write it: plain, or with its brackets escaped.
_OPENED = re.compile(rb"(?:<|\\u003[cC])p[ >\\]")
#: Quotation marks with the backslashes before them, which are looked at once each however many there are.
_QUOTE = re.compile(rb'(?<!\\)(\\*+)"')
#: Bytes of a string of JSON that may be an article; shorter ones are teasers.
_SHORTEST = 800
#: Paragraphs that make a string an article.
_LEAST = 3

_text: Decoder[str] = Decoder(str)


def _strings(html: bytes) -> Iterator[bytes]:
    """What stands between two quotation marks that are not escaped, with them, in one pass over the page."""
    before = None
    for mark in _QUOTE.finditer(html):
        if len(mark[1]) % 2 == 0:
            if before is not None and mark.end() - before > _SHORTEST:
                yield html[before : mark.end()]
            before = mark.end() - 1


def markup_in_scripts(html: bytes) -> bytes | None:
    """The longest string on a page that is an article's markup; None where there is none, or one too costly to read.

    For pages that show no text of their own: whoever opens them in a browser reads what scripts put there.
    """
    if len(_OPENED.findall(html)) < _LEAST:
        return None
    found = [string for string in _strings(html) if len(_OPENED.findall(string)) >= _LEAST]
    for string in sorted(found, key=len, reverse=True)[:_LEAST]:
        try:
            markup = _text.decode(string).encode()
        except (DecodeError, UnicodeEncodeError):
            continue
        if is_harmless(markup):
            return markup
    return None
