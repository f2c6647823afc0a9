"""The press: stories put out in the formats that others read. Pure: records in, bytes out; the caller writes them.

`PRESSES` names the formats of `copydesk export`; each has one or more forms, told apart by the file's suffix. The site
uses the same functions for its feeds and its JSON-LD.
"""

from .feeds import atom, json_feed
from .imprint import Imprint
from .lines import jsonl
from .news_article import in_script, news_article
from .opml import opml
from .presses import PRESSES, Form, Press, press_named
from .warc import warc

__all__ = [
    "PRESSES",
    "Form",
    "Imprint",
    "Press",
    "atom",
    "in_script",
    "json_feed",
    "jsonl",
    "news_article",
    "opml",
    "press_named",
    "warc",
]
