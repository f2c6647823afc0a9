"""The generator: stories as filed, and what outlets and farms made of them; the same ones for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from msgspec.structs import replace

from bench.farm.label import Clean, Part
from bench.farm.layouts import LAYOUTS, Links
from bench.farm.names import Pool, brand, farm_host, outlet, person, pool
from bench.farm.tamper import OPERATIONS, write_in
from copydesk.record import Article, Dateline, Furniture, Reading

from . import edits

AGENCIES = ("AP", "Reuters", "AFP")
_PLACES = ("PELLWORTH", "DURROCK, Costrel", "HALVICK", "HOLM TARRANT", "ANSLEY QUAY")
_ODD = ("{b}:{t}", "{b}|{t}", "{t} -{b}", "{t}|{b}", "{t} -{b}", "{t} -{b}")


@dataclass
class Filed:
    """A story as it was filed, with the pages that were made of it."""

    key: str
    headline: str
    paragraphs: tuple[str, ...]
    agency: str | None
    dateline: Dateline | None
    time: datetime
    origin_url: str | None = None
    clean_copy: bool = False
    readings: list[Reading] = field(default_factory=list)
    honest: set[str] = field(default_factory=set)
    redated: set[str] = field(default_factory=set)


def stories(articles: list[Clean], part: Part, seed: int) -> Iterator[Filed]:
    """One story for each article, with one to about a dozen pages."""
    names = pool(part)
    for number, clean in enumerate(articles):
        rng = Random(f"{part}-{seed}-{number}")  # noqa: S311 - a benchmark must repeat itself
        story = _filed(clean, f"{part}-{seed}-{number}", rng)
        shape = rng.random()
        outlets = 0 if shape < 0.3 else rng.randint(1, 4)
        farms = rng.randint(3, 7) if outlets == 0 else rng.choice((0, 1, 2, 3, 5, 20))
        _outlets(story, outlets, articles, part, names, rng)
        _farms(story, farms, articles, part, names, rng)
        yield story


def round_up(found: list[Filed], part: Part, rng: Random, name: str) -> Reading:
    """A page of an outlet that quotes several stories at length."""
    names = pool(part)
    where = outlet(names, rng)
    pieces = ["Five things that happened this week, and what our desk made of them. Read on for the details of each."]
    for story in found:
        pieces += story.paragraphs[: rng.randint(2, 4)]
    at = max(s.time for s in found) + timedelta(hours=9)
    article = Article(
        name=name, url=f"https://{where[1]}/digest/{name}", site=where[2], headline="The week in five stories",
        published=at.isoformat(), paragraphs=tuple(pieces), language="en",
    )  # fmt: skip
    return Reading(article=article)


def _filed(clean: Clean, key: str, rng: Random) -> Filed:
    day = datetime.fromisoformat((clean.published or "2024-01-15")[:10])
    agency = rng.choice(AGENCIES) if rng.random() < 0.6 else None
    paragraphs = clean.paragraphs
    dateline = None
    if agency:
        dateline = Dateline(rng.choice(_PLACES), agency)
        dash = {"AP": "—", "Reuters": "-", "AFP": "–"}[agency]
        paragraphs = (f"{dateline.place} ({agency}) {dash} {paragraphs[0]}", *paragraphs[1:])
    time = day + timedelta(hours=rng.randint(5, 15), minutes=rng.randrange(60))
    return Filed(key, clean.headline, paragraphs, agency, dateline, time)


def _outlets(story: Filed, count: int, articles: list[Clean], part: Part, names: Pool, rng: Random) -> None:
    taken: set[str] = set()
    for number in range(count):
        _, host, site = outlet(names, rng)
        if site in taken:
            continue
        first = not taken
        taken.add(site)
        plain = first and (story.agency is None or rng.random() < 0.7)
        paragraphs = story.paragraphs if plain else _edited(story, articles, rng)
        time = story.time + timedelta(minutes=0 if first else rng.randint(20, 1200))
        headline = story.headline if first or rng.random() < 0.6 else _reworded(story.headline, rng)
        url = f"https://{host}/{time.date().isoformat().replace('-', '/')}/{rng.randrange(10**6)}.html"
        stated = time.isoformat() + rng.choice(("", "+00:00"))
        story.clean_copy |= paragraphs == story.paragraphs
        page = f"{story.key}-o{number}"
        article = Article(
            name=page, url=url, site=site, headline=headline,
            byline=(person(names, rng),) if rng.random() < 0.5 else (),
            dateline=story.dateline if paragraphs[0] == story.paragraphs[0] else None, agency=story.agency,
            published=stated, paragraphs=paragraphs, language="en",
            captured=(time + timedelta(hours=rng.randint(1, 30))).isoformat() + "+00:00",
        )  # fmt: skip
        if first and story.agency is None:
            story.origin_url = url
        story.readings.append(_dressed(article, articles, part, rng, farm=False))
        story.honest.add(page)


def _edited(story: Filed, articles: list[Clean], rng: Random) -> tuple[str, ...]:
    paragraphs = story.paragraphs
    if story.dateline and rng.random() < 0.2:
        paragraphs = (paragraphs[0].split(") ", 1)[1].split(" ", 1)[1], *paragraphs[1:])
    for edit, share in ((edits.restyled, 0.35), (edits.shortened, 0.25), (edits.captioned, 0.2), (edits.glued, 0.1)):
        if rng.random() < share:
            paragraphs = edit(paragraphs, rng)
    if rng.random() < 0.08:
        other = rng.choice(articles)
        paragraphs = (*paragraphs, other.paragraphs[-1])
    return paragraphs


def _reworded(headline: str, rng: Random) -> str:
    found = headline.split()
    return " ".join([rng.choice(("Report:", "Update:", "Now")), *found[: max(4, len(found) - 2)]])


def _farms(story: Filed, count: int, articles: list[Clean], part: Part, names: Pool, rng: Random) -> None:
    sources = [r.article.paragraphs for r in story.readings] or [story.paragraphs]
    # Copies of one tampered copy are one witness: where no outlet has the story there would be nothing to restore from.
    copied = bool(story.readings) and rng.random() < 0.3
    first: tuple[str, ...] | None = None
    for number in range(count):
        paragraphs = rng.choice(sources)
        if copied and first is not None:
            paragraphs = first
        written = brand(names, rng)
        paragraphs = _tampered(paragraphs, written, articles, part, rng)
        first = first or paragraphs
        host, site = farm_host(names, rng)
        headline = rng.choice(_ODD).format(b=written, t=story.headline) if rng.random() < 0.8 else story.headline
        page = f"{story.key}-f{number}"
        late = rng.random() < 0.9
        time = story.time + timedelta(days=rng.randint(7, 686) if late else 0, seconds=rng.randrange(60, 40000))
        stated = time.isoformat() if rng.random() < 0.9 else None
        named = rng.random() < 0.5
        article = Article(
            name=page, url=f"https://{host}{_path(rng)}", site=site, headline=headline,
            byline=(person(names, rng),) if not named and rng.random() < 0.4 else (),
            source=rng.choice((written, person(names, rng))) if named else None,
            dateline=story.dateline if story.dateline and f"({story.agency})" in paragraphs[0] else None,
            agency=story.agency if story.agency and f"({story.agency})" in paragraphs[0] else None,
            published=stated, paragraphs=paragraphs, language="en",
        )  # fmt: skip
        if stated and late:
            story.redated.add(page)
        story.readings.append(_dressed(article, articles, part, rng, farm=True))


def _tampered(
    paragraphs: tuple[str, ...], written: str, articles: list[Clean], part: Part, rng: Random
) -> tuple[str, ...]:
    if rng.random() < 0.15:
        paragraphs = edits.cut(paragraphs, rng)
    if rng.random() < 0.15:
        paragraphs = edits.furnished(paragraphs, rng.choice(articles).headline, rng)
    for edit, share in ((edits.without_sentence, 0.1), (edits.renumbered, 0.1), (edits.glued, 0.1), (edits.spun, 0.05)):
        if rng.random() < share:
            paragraphs = edit(paragraphs, rng)
    if rng.random() < 0.6:
        allowed = [op for op in OPERATIONS if op.part is Part.DEVELOP or part is Part.HELD_OUT]
        made = write_in(paragraphs, written, rng.choice(allowed), rng)
        paragraphs = made.paragraphs if made else paragraphs
    return paragraphs


def _path(rng: Random) -> str:
    first, second = rng.randrange(10, 999), rng.randrange(10, 999)
    return rng.choice(
        (
            f"/news/{rng.randrange(9999)}.html",
            f"/html/{first}{rng.choice('abcdef')}{second}{99999 - first - second}.html",
        )
    )


def _dressed(article: Article, articles: list[Clean], part: Part, rng: Random, *, farm: bool) -> Reading:
    layout = rng.choice([at for at in LAYOUTS if at.farm is farm and at.part is part])
    others = rng.sample(articles, min(10, len(articles)))
    dressed, furniture = layout.dress(article, Links(tuple((o.headline, o.paragraphs[0]) for o in others)), rng)
    if not farm:
        dressed = replace(dressed, section=rng.choice(("World", "Politics", "Business", None)))
    assert isinstance(furniture, Furniture)
    return Reading(article=dressed, furniture=furniture)
