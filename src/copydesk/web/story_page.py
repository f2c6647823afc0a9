"""The story page: as filed, as found, side by side, and the apparatus."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..press.news_article import news_article
from ..record import Check, Field, Story, field_text
from . import pages
from .addresses import story_path
from .apparatus import Apparatus, Laid, apparatus
from .charts import timeline
from .collation import Filed, Place, body_places, headline_places
from .copies import Copy, copies, surest
from .parameters import BadParameter, choice
from .rows import Piece, Row, noted, rows, with_place
from .sigla import index_of, siglum
from .site import Site, site_of_request
from .stemma import stemma

VIEWS = ("filed", "found", "side", "apparatus")

#: Copies laid beside each other; a page of more is no longer read, and each costs the length of its text.
MOST_LAID = 60

#: Stories under "More in …".
_MORE = 4


@dataclass(frozen=True)
class Told:
    """A story with its copies laid on it."""

    story: Story
    copies: list[Copy]
    laid: list[Laid]
    apparatus: Apparatus
    headline: Filed
    body: Filed


def story(request: Request) -> Response:
    """One story, in the view and with the copy that the address names."""
    site = site_of_request(request)
    story_id = request.path_params["id"]
    view = choice(request, "view", VIEWS)
    found = site.store.story(story_id)
    if found is None:
        moved = site.store.moved(story_id)
        if moved is not None and moved != story_id:
            return RedirectResponse(story_path(moved), 301)
        return pages.no_story(request, story_id)
    told = lay(found, copies(found, site.store.checked(story_id)))
    return site.page(request, "story.html", **_context(site, request, told, view))


def lay(story: Story, all_copies: list[Copy]) -> Told:
    """Lay the copies whose pages are held on the story."""
    headline, body = Filed(story.headline), Filed(story.body)
    laid = []
    for copy in all_copies[:MOST_LAID]:
        if copy.checked is None:
            laid.append(Laid("", "", ()))
            continue
        article = copy.checked.article
        places: list[Place] = [
            *headline_places(article, copy.findings, headline),
            *body_places(article, copy.findings, copy.pickup.variants, body),
        ]
        laid.append(Laid(field_text(article, Field.HEADLINE), article.body, places))
    return Told(story, all_copies, laid, apparatus(laid, headline, body), headline, body)


def _context(site: Site, request: Request, told: Told, view: str) -> dict[str, Any]:
    story = told.story
    chosen = _chosen(request, told.copies) if view in ("found", "side") else None
    imprint = site.imprint(request)
    return {
        "story": story,
        "view": view,
        "copies": told.copies,
        "laid": len(told.laid),
        "apparatus": told.apparatus,
        "sigla": siglum,
        "chosen": chosen,
        "found": _found(told, chosen) if chosen is not None else None,
        "headline_notes": told.apparatus.notes(Field.HEADLINE),
        "paragraphs": _as_filed(told),
        "timeline": timeline(story, told.copies),
        "stemma": stemma(told.copies, told.apparatus),
        "related": _related(site, story),
        "more": _more(site, story),
        "changed": sum(c.pickup.changed for c in told.copies),
        "json_ld": news_article(story, imprint),
        "canonical": imprint.story_address(story),
    }


def _chosen(request: Request, all_copies: list[Copy]) -> Copy | None:
    """The copy that the address names; else the first that is changed, else the first whose page is held."""
    wanted = request.query_params.get("copy")
    if wanted:
        index = index_of(wanted)
        if index is not None and index < min(len(all_copies), MOST_LAID):
            return all_copies[index]
        last = siglum(max(0, min(len(all_copies), MOST_LAID) - 1))
        raise BadParameter(f"“copy” is a letter from A to {last} on this story.")
    held = [c for c in all_copies[:MOST_LAID] if c.checked is not None]
    return next((c for c in held if c.pickup.changed), held[0] if held else None)


def _as_filed(told: Told) -> list[list[Piece]]:
    notes = told.apparatus.notes(Field.BODY)
    paragraphs = [noted(told.body.text, start, end, notes) for start, end in told.body.paragraphs()]
    place = told.story.dateline.place if told.story.dateline else None
    return with_place(paragraphs, place)


@dataclass(frozen=True)
class Found:
    """The chosen copy as the page shows it."""

    headline: list[Piece]
    own_headline: bool
    rows: list[Row]
    published: str | None
    redated: bool
    source: str | None
    false_source: bool
    section: str | None
    recommended: str | None
    cut_short: bool
    confidence: float | None
    changes: int
    last_row: int


def _found(told: Told, copy: Copy) -> Found | None:
    if copy.checked is None:
        return None
    article = copy.checked.article
    laid, numbers = told.laid[copy.index], told.apparatus.numbers[copy.index]
    split = sum(p.field is Field.HEADLINE for p in laid.places)
    head_rows = rows(laid.headline, laid.places[:split], numbers[:split], told.headline)
    body_rows = rows(laid.body, laid.places[split:], numbers[split:], told.body)
    place = told.story.dateline.place if told.story.dateline else None
    if body_rows:
        with_place([body_rows[0].found], place)
        with_place(body_rows[0].filed[:1], place)
    own = not laid.places[:split] and laid.headline.strip() != told.story.headline.strip()
    return Found(
        headline=[p for row in head_rows for p in row.found],
        own_headline=own,
        rows=body_rows,
        published=article.published,
        redated=copy.finding(Check.REDATED) is not None,
        source=article.source or ", ".join(article.byline) or None,
        false_source=copy.finding(Check.FALSE_SOURCE) is not None,
        section=article.section,
        recommended=_recommended(copy, len(article.recommended)),
        cut_short=copy.finding(Check.CUT_SHORT, Field.BODY) is not None,
        confidence=surest(copy.findings),
        changes=sum(not p.suspected for p in laid.places),
        last_row=_last_row(body_rows),
    )


def _recommended(copy: Copy, number: int) -> str | None:
    """What is wrong with the links that the copy recommends, in few words; None where nothing is."""
    told = [f for f in copy.findings if f.field is Field.RECOMMENDED and f.accuses]
    unrelated = min(number, sum(f.check is Check.UNRELATED_LINKS for f in told))
    if not told:
        return None
    links = f"{number} recommended links" if number != 1 else "1 recommended link"
    if not unrelated:
        return links
    return f"{links}, {'none' if unrelated == number else f'{number - unrelated}'} related"


def _last_row(told: list[Row]) -> int:
    """The row with the copy's own last words of the story: where it was cut, if it was."""
    own = ("same", "place", "replaced")
    last = [i for i, r in enumerate(told) if r.furniture is None and any(p.kind in own for p in r.found)]
    return last[-1] if last else len(told) - 1


def _related(site: Site, story: Story) -> list[tuple[Story, str]]:
    """The related stories that the desk still has, with the words that say why."""
    told = ((site.store.story(r.id), r.why) for r in story.related[:6])
    return [(found, why) for found, why in told if found is not None]


def _more(site: Site, story: Story) -> list[Story]:
    """More in the story's section, what stands under Related left out."""
    if story.section is None:
        return []
    shown = {story.id} | {r.id for r in story.related}
    wanted = _MORE + len(shown)
    return [s for s in site.store.stories(section=story.section, limit=wanted) if s.id not in shown][:_MORE]
