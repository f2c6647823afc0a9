"""Templates: the environment, its filters, and the fingerprints of static files."""

import re
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..press.news_article import in_script
from ..record import Story, VariantKind
from ..text.sentences import teaser
from . import addresses, clock
from .copies import KINDS

STATIC = Path(str(files("copydesk.web") / "static"))

#: A tally shows this many copies; "+" stands for the rest.
TALLY = 24

#: The nouns of counts that the templates use.
_PLURALS = {"copy": "copies", "story": "stories"}


@cache
def environment() -> Environment:
    """The templates' environment, one for all sites. Everything is escaped, everywhere, always."""
    made = Environment(
        loader=PackageLoader("copydesk.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        web_address=addresses.web_address,
        story_path=addresses.story_path,
        section_path=addresses.section_path,
        site_path=addresses.site_path,
        search_path=addresses.search_path,
        full=clock.full,
        medium=clock.medium,
        date=clock.date,
        figure=figure,
        spelled=spelled,
        said=said,
        certainty=certainty,
        count=count,
        number=lambda n: f"{n:,}",
        place_name=place_name,
        kind=lambda k: KINDS[VariantKind(k)],
        teaser=opening,
        dir_of=lambda language: "rtl" if language in _RIGHT_TO_LEFT else "auto",
        in_script=in_script,
    )
    made.globals.update(
        short=clock.short,
        filed_by=filed_by,
        tally=tally,
        copy_path=addresses.copy_path,
        page_path=addresses.page_path,
        static=_fingerprints().get,
    )
    return made


_RIGHT_TO_LEFT = frozenset({"ar", "arc", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def _fingerprints() -> dict[str, str]:
    """Each static file's address, which changes with its content, so that browsers may keep it for ever."""
    return {
        path.name: f"/static/{path.name}?v={blake2b(path.read_bytes(), digest_size=6).hexdigest()}"
        for path in sorted(STATIC.glob("*.*"))
    }


def figure(confidence: float) -> str:
    """A confidence as a figure: `.98`; never rounded up to 1."""
    return "1" if confidence >= 1 else f".{int(confidence * 100 + 1e-9):02d}"


def opening(story: Story, limit: int = 200) -> str:
    """The story's opening, its dateline left out (the line below has it), ending where a sentence does.

    A first sentence that does not fit is given whole, up to twice the usual length.
    """
    paragraphs = list(story.paragraphs[:3])
    place = story.dateline.place if story.dateline else ""
    if paragraphs and place and paragraphs[0].startswith(place):
        found = _DATELINE_END.search(paragraphs[0], len(place), len(place) + _DATELINE)
        if found is not None:
            paragraphs[0] = paragraphs[0][found.end() :]
    told = teaser(paragraphs, limit)
    return teaser(paragraphs, max(limit, _FIRST)) if told.endswith("…") else told


#: What ends a dateline, and how far behind its place that may stand (`, Costrel, Dec 18 (Reuters) - `).
_DATELINE_END = re.compile(r" ?[—–-]{1,2} ")
_DATELINE = 48

#: A first sentence of this length is still given whole: longer than 99 of 100 first sentences of agency copy.
_FIRST = 420


def said(text: str) -> str:
    """A message as the page prints it: what it quotes between backticks stands between quotation marks."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return text
    return "".join(part if i % 2 == 0 else f"“{part.strip()}”" for i, part in enumerate(parts))


def spelled(number: int) -> str:
    """A number as running text has it: in words up to nine."""
    return _SPELLED[number] if 0 <= number < len(_SPELLED) else f"{number:,}"


_SPELLED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def certainty(confidence: float) -> str:
    """The word for a confidence, which is also the class of its line."""
    if confidence >= 0.95:
        return "certain"
    return "likely" if confidence >= 0.7 else "possible"


def count(number: int, noun: str) -> str:
    """`1 copy`, `9 copies`, `1,940 pages`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {_PLURALS.get(noun, noun + 's')}"


def place_name(place: str) -> str:
    """A dateline's place as a name: `MOSCOW` is Moscow; what is not all capitals stays as written."""
    parts = place.split(", ")
    return ", ".join(p.title() if p.isupper() and len(p) > _ABBREVIATED else p for p in parts)


#: Shorter places in capitals are abbreviations (`D.C.`, `USA`).
_ABBREVIATED = 3


def filed_by(story: Story) -> str:
    """Who filed it: the agency, else the origin's publisher or site, else nobody known."""
    origin = story.origin
    known = story.agency or (origin.publisher or origin.site if origin else None)
    return known or ""


def tally(story: Story) -> list[bool]:
    """For each copy whether it is changed, as far as the tally goes."""
    return [p.changed for p in story.pickups[:TALLY]]
