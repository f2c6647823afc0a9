"""The section that a page's visible lines name: a trail of crumbs, or a line by the headline that the menu has too."""

import re
from collections.abc import Sequence

from .plain_lines import crumbs_in
from .sections import SECTION_WORDS, entries, from_crumbs, section_of

#: A trail is no longer; it may end in a headline.
_LONGEST_TRAIL = 200
#: Every trail has one of these: what parts its crumbs, the colon of its label, or a number with a point.
_MARK = re.compile(r"[>»›→/:：]|\d\.\s")


def section_in_lines(above: Sequence[str], headline: str | None) -> str | None:
    """The section that a trail of crumbs above the headline ends in, or a short line that the menu farther up has too.

    `above` are the lines above the body, in order. The line is the one right above the headline, or one below it, and
    has a word that sections go by: without that, half of what was found on the corpora's pages were buttons.
    """
    for line in above:
        if len(line) <= _LONGEST_TRAIL and _MARK.search(line) and (crumbs := crumbs_in(line)):
            found = from_crumbs(crumbs, headline)
            if found is not None:
                return found
    at = max((i for i, line in enumerate(above) if line == headline), default=None)
    if at is None:
        return None
    for index in (at - 1, *range(at + 1, len(above))):
        line = above[index] if index >= 0 else ""
        if _may_be_section(line) and _in_menu(line, above[: min(index, at)]):
            return section_of(line)
    return None


def _may_be_section(line: str) -> bool:
    words = line.casefold().split()
    return 1 <= len(words) <= 3 and len(line) <= 30 and not SECTION_WORDS.isdisjoint(words)


def _in_menu(line: str, before: Sequence[str]) -> bool:
    """Whether one of the lines has `line` for an entry."""
    own = line.casefold()
    return any(own in map(str.casefold, entries(other)) for other in before)
