"""Pages whose text stands in their scripts, for a script to put it on the page: the text, taken out of there."""

import re

from msgspec import DecodeError
from msgspec.json import Decoder

from .budget import is_harmless

#: Markup in a string of JSON, as serialisers write it: plain, or with its brackets escaped.
_OPENED = re.compile(rb"(?:<|\\u003[cC])p[ >\\]")
#: Strings of JSON; shorter ones are teasers.
_STRING = re.compile(rb'"(?:[^"\\]|\\.){800,}"', re.DOTALL)
#: Paragraphs that make a string an article.
_LEAST = 3

_text: Decoder[str] = Decoder(str)


def markup_in_scripts(html: bytes) -> bytes | None:
    """The longest string on a page that is an article's markup; None where there is none, or one too costly to read.

    For pages that show no text of their own: whoever opens them in a browser reads what scripts put there.
    """
    if len(_OPENED.findall(html)) < _LEAST:
        return None
    found = [m[0] for m in _STRING.finditer(html) if len(_OPENED.findall(m[0])) >= _LEAST]
    for string in sorted(found, key=len, reverse=True)[:_LEAST]:
        try:
            markup = _text.decode(string).encode()
        except (DecodeError, UnicodeEncodeError):
            continue
        if is_harmless(markup):
            return markup
    return None
