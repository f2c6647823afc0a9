"""Text-only captures: the structure that was lost, brought back line by line.

Archives and text columns of corpora keep a page's text without its markup. What is read from it: the headline, the
stamp of time, source and section, the body's paragraphs, and what the page recommends; the rest is furniture.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from copydesk.record import Article, Furniture, Page, Reading, Refusal, RefusalCode
from copydesk.text.addresses import site_of

from .bylines import without_own
from .charsets_kinds import Readable, refuse
from .datelines import agency_at_end, agency_in, openings
from .languages import language_of
from .links import names_in_address
from .plain_layout import Layout, lay_out
from .plain_lines import Line, Sort, wide
from .plain_lists import more_section, recommended_in
from .sections import from_crumbs
from .sections_lines import section_in_lines


def read_plain(readable: Readable, page: Page) -> Reading | Refusal:
    """The article in a text-only capture; a refusal where the text has no paragraph."""
    layout = lay_out(readable.utf8.decode())
    if not layout.body:
        return refuse(page, RefusalCode.NO_TEXT, "no paragraph of text in it")
    facts = gather(line for _, line in layout.above)
    head = _headline(layout, facts)
    opens = openings(layout.body)
    agency = opens.agency if opens is not None else None
    article = Article(
        name=page.name,
        url=page.url,
        site=site_of(page.url) if page.url else None,
        headline=head.headline,
        byline=without_own(facts.byline, names_in_address(page.url)),
        source=facts.source,
        agency=agency or agency_in(facts.source) or agency_at_end(layout.body),
        dateline=opens.dateline if opens is not None else None,
        section=facts.section
        or head.section
        or section_in_lines([text for text, _ in layout.above], head.headline)
        or more_section(layout.below),
        published=facts.published,
        modified=facts.modified,
        language=language_of("\n".join(layout.body)),
        paragraphs=layout.body,
        recommended=recommended_in(layout.below),
        captured=page.captured,
    )
    furniture = Furniture(
        above=tuple(text for text, _ in layout.above if text != head.headline),
        below=tuple(text for text, _ in layout.below),
        title=head.title,
        time_as_found=facts.time_as_found,
    )
    return Reading(article=article, furniture=furniture)


@dataclass(frozen=True)
class Head:
    """The headline, the document's own title where it stands beside it, and a section found glued to it."""

    headline: str | None
    title: str | None = None
    section: str | None = None


def gather(lines: Iterable[Line]) -> Line:
    """What a page's stamps say together: of each field the first that is told."""
    told: dict[str, object] = {}
    for line in lines:
        if line.sort is not Sort.STAMP:
            continue
        for name in ("published", "modified", "time_as_found", "source", "section", "byline"):
            value = getattr(line, name)
            if value and name not in told:
                told[name] = value
    return Line(Sort.STAMP, **told)  # type: ignore[arg-type]


#: A line shorter than this (CJK counted threefold) is a crumb or a button rather than a headline.
_LEAST_HEADLINE = 12
#: Among lines that may be one, the first of this length is taken: `Skip to content` stands above many headlines.
_FULL_HEADLINE = 24
#: Above more lines than this the page's navigation was captured too; then the headline stands next to the body.
_SHORT_HEAD = 8


def _headline(layout: Layout, facts: Line) -> Head:
    texts = [text for text, line in layout.above if line.sort is Sort.TEXT]
    crumbs = next((line.crumbs for _, line in layout.above if line.sort is Sort.CRUMBS), ())
    if crumbs:
        last = crumbs[-1]
        for text in texts:
            at = last.find(text)
            if at >= 0 and _weight(text) >= _LEAST_HEADLINE:
                section = last[:at].strip() or from_crumbs(crumbs[:-1])
                return Head(text, last[at:], section or None)
        if not texts:
            return Head(last if _weight(last) >= _LEAST_HEADLINE else None)
    section = from_crumbs(crumbs) if crumbs else None
    for index, text in enumerate(texts):
        for other in texts[index + 1 :]:
            if text.startswith(other) and _weight(other) >= _LEAST_HEADLINE:
                return Head(other, text if text != other else None, section)
    if not texts:
        return Head(None, None, section)
    able = [text for text in texts if _weight(text) >= _LEAST_HEADLINE] or texts
    full = [text for text in able if _weight(text) >= _FULL_HEADLINE] or able
    return Head(full[0] if len(texts) <= _SHORT_HEAD else full[-1], None, section)


def _weight(text: str) -> int:
    return len(text) if text.isascii() else len(text) + 2 * wide(text)
