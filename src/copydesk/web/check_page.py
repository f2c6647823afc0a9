"""Check a page: text or HTML that somebody pastes, checked by itself. Nothing of it is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from ..desk import check as check_pages
from ..record import Article, Checked, Field, Finding, Page, Refusal, VariantKind, field_text
from . import pages
from .addresses import web_address
from .collation import Filed, Place, body_places, headline_places
from .copies import Told, told_findings
from .forms import body_of, fields_of
from .rows import Piece, noted, with_place
from .security import from_here
from .site import site_of_request

#: A pasted page may be this long, as sent: three times the largest news page of the corpora, percent-encoded.
LONGEST = 4_000_000

#: Pages checked at once; the work is ours to bound, since anybody who can reach the site can ask for it.
AT_ONCE = 2

#: Code points of a field shown on either side of what was found in it.
_AROUND = 48

_free = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Item:
    """A finding as the page lists it: its number, and the words it speaks of between their neighbours."""

    number: int
    told: Told
    pieces: list[Piece]


@dataclass(frozen=True)
class Answer:
    """What the page shows: before anything was asked, for a page that could not be read, for one that was checked."""

    asked: bool = False
    refusal: Refusal | None = None
    checked: Checked | None = None
    items: Sequence[Item] = ()
    headline: Sequence[Piece] = ()
    paragraphs: Sequence[Sequence[Piece]] = ()


async def check(request: Request) -> Response:
    """The form, and the answer to it."""
    if request.method != "POST":
        return await run_in_threadpool(_show, request, Answer())
    if not from_here(request):
        return await run_in_threadpool(pages.refused, request, 403, "Another site asked for this check", _WHY_HERE)
    body = await body_of(request, LONGEST)
    if body is None:
        says = f"A page to check has at most {LONGEST:,} bytes. `copydesk check` takes longer ones from a file."
        return await run_in_threadpool(pages.refused, request, 413, "That is too long", says)
    return await run_in_threadpool(_answer, request, body)


_WHY_HERE = "The form answers only to this site’s own pages. Open it here, and paste the page again."


def _answer(request: Request, body: bytes) -> Response:
    given = fields_of(body)
    if given is None:
        return pages.bad_parameter(request, "The form has two fields, “text” and “url”.")
    text, url = given.get("text", ""), given.get("url", "").strip()
    if url and web_address(url) is None:
        return pages.bad_parameter(request, "“url” is the page’s address, beginning with http:// or https://.")
    if not text.strip():
        return pages.bad_parameter(request, "“text” is wanted: the page’s text or HTML, at least one line of it.")
    if not _free.acquire(timeout=5):
        return pages.refused(request, 503, "Other pages are being checked", "Try again in a moment.")
    try:
        (result,) = check_pages([_page(text, url)])
    finally:
        _free.release()
    if isinstance(result, Refusal):
        return _show(request, Answer(asked=True, refusal=result))
    items = list(_items(result))
    headline, paragraphs = _repaired(result, items)
    return _show(
        request,
        Answer(asked=True, checked=result, items=items, headline=headline, paragraphs=paragraphs),
    )


def _show(request: Request, answer: Answer) -> Response:
    wrong = sum(i.told.finding.accuses for i in answer.items)
    return site_of_request(request).page(request, "check.html", answer=answer, wrong=wrong)


def _page(text: str, url: str) -> Page:
    kind = "text/html" if text.lstrip().startswith("<") else "text/plain"
    return Page(
        name="pasted text",
        content=text.encode("utf-8", "replace"),
        url=url or None,
        media_type=f"{kind}; charset=utf-8",
    )


def _items(checked: Checked) -> Iterable[Item]:
    for number, told in enumerate(told_findings(checked.findings), start=1):
        yield Item(number, told, list(_quoted(checked.article, told.finding)))


def _quoted(article: Article, finding: Finding) -> Iterable[Piece]:
    """What the finding speaks of, with the words around it; nothing where it speaks of no words."""
    if finding.field in (Field.HEADLINE, Field.BODY) and finding.span is not None:
        text = field_text(article, finding.field)
        start, end = finding.span
        before = text[max(0, start - _AROUND) : start].split("\n")[-1]
        after = text[end : end + _AROUND].split("\n")[0]
        if len(before) == _AROUND < start:
            before = "… " + before.split(" ", 1)[-1]
        if len(after) == _AROUND < len(text) - end:
            after = after.rsplit(" ", 1)[0] + " …"
        yield Piece("same", before)
        yield Piece("injected" if finding.repair is not None else "suspected", text[start:end])
        yield Piece("same", after)
    elif finding.field in (Field.SOURCE, Field.BYLINE, Field.PUBLISHED, Field.SECTION) and finding.text:
        text = finding.text.replace("T", " ", 1) if finding.field is Field.PUBLISHED else finding.text
        yield Piece("replaced", text, finding.repair) if finding.repair else Piece("suspected", text)


def _repaired(checked: Checked, items: Iterable[Item]) -> tuple[list[Piece], list[list[Piece]]]:
    """Headline and paragraphs as repaired, with the findings' numbers where something was taken out."""
    numbers = {id(i.told.finding): i.number for i in items}
    headline, body = Filed(checked.restored.headline or ""), Filed(checked.restored.body)
    found = checked.findings
    notes_head = _notes(headline_places(checked.article, found, headline), headline, numbers)
    notes_body = _notes(body_places(checked.article, found, (), body), body, numbers)
    paragraphs = [noted(body.text, start, end, notes_body) for start, end in body.paragraphs()]
    place = checked.restored.dateline.place if checked.restored.dateline else None
    return noted(headline.text, 0, len(headline.text), notes_head), with_place(paragraphs, place)


def _notes(places: list[Place], filed: Filed, numbers: dict[int, int]) -> list[tuple[int, int]]:
    """Offset and number of each finding's place; behind the word that stands there."""
    told = []
    for place in places:
        number = numbers.get(id(place.finding))
        if number is None or place.filed is None:
            continue
        at = place.filed[1]
        if place.kind is not VariantKind.DROPPED:
            while at < len(filed.text) and not filed.text[at].isspace():
                at += 1
        told.append((at, number))
    return sorted(told)
