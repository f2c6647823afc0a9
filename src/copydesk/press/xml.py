"""XML that is well-formed whatever the text in it."""

import re
from xml.sax.saxutils import escape, quoteattr

#: What XML 1.0 cannot hold, not even escaped: most control characters, surrogates, and the two non-characters.
_NEVER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def clean(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _NEVER.sub("", text)


def element(name: str, content: str | None = None, /, **attributes: str | None) -> str:
    """One element with text content. Attributes and content that are None are left out; nothing is left unescaped."""
    inside = "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes.items() if value is not None)
    return f"<{name}{inside}/>" if content is None else f"<{name}{inside}>{escape(clean(content))}</{name}>"
