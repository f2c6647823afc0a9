"""The generator: clean articles in, labelled pages out, the same ones for the same seed."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import accumulate, cycle
from random import Random

import msgspec

from copydesk.record import Article, Dateline

from .honest import honest_article
from .label import Affix, Clean, Injection, Label, Part
from .layouts import LAYOUTS, Layout, Links, as_text
from .names import Pool, brand, farm_host, person, pool
from .tamper import OPERATIONS, Operation, Written, write_in

#: What is agreed on with an insertion, or what stands alone; each kind is scored by itself.
KINDS = ("odd", "spaced", "source", "alone", "affix-odd", "affix-spaced", "site", "quiet")
_ODD = ("{b}:{t}", "{b}|{t}", "{t} -{b}", "{t}|{b}", "{b}:{t}", "{t} -{b}")
_SPACED = ("{b}: {t}", "{t} - {b}", "{t} | {b}", "{t} - {b}")
_PAGES_OF_A_SITE = 5
#: How often a name is written into a body; farms do it once or a few times.
_TIMES = (1, 1, 1, 2, 3)


def generate(articles: list[Clean], part: Part, seed: int, tampered: int, honest: int) -> Iterator[Label]:
    """Labelled pages of one part, from the part's own texts: about `tampered` and `honest` of them."""
    names = pool(part)
    rng = Random(f"{part}-{seed}")  # noqa: S311 - a benchmark must repeat itself
    made = 0
    for kind in cycle(KINDS):
        if made >= tampered:
            break
        batch = (
            list(_site(articles, part, names, rng, made))
            if kind == "site"
            else [_tampered(rng.choice(articles), articles, part, names, kind, rng, f"{part}-{seed}-t{made}")]
        )
        made += len(batch)
        yield from batch
    for number in range(honest):
        yield from _honest(articles, part, names, rng, f"{part}-{seed}-h{number}")


def _tampered(clean: Clean, all_clean: list[Clean], part: Part, pool: Pool, kind: str, rng: Random, name: str) -> Label:
    host, site = farm_host(pool, rng)
    written = brand(pool, rng)
    return _page(clean, all_clean, part, pool, kind, rng, name, (host, site), written, group=None)


def _site(articles: list[Clean], part: Part, pool: Pool, rng: Random, made: int) -> Iterator[Label]:
    """Five pages of one farm: one brand behind every headline, set off like house style."""
    host, site = farm_host(pool, rng)
    written = brand(pool, rng)
    group = f"{part}-g{made}"
    form = rng.choice(("{t} - {b}", "{t} | {b}", "{b}: {t}"))
    for number in range(_PAGES_OF_A_SITE):
        clean = rng.choice(articles)
        yield _page(
            clean, articles, part, pool, "site", rng, f"{group}-{number}", (host, site), written, group=group, form=form
        )


def _page(
    clean: Clean,
    all_clean: list[Clean],
    part: Part,
    pool: Pool,
    kind: str,
    rng: Random,
    name: str,
    where: tuple[str, str],
    written: str,
    *,
    group: str | None,
    form: str | None = None,
) -> Label:
    headline, affix = _headline(clean.headline, kind, written, pool, rng, form)
    paragraphs, injections = _body(clean, kind, written, part, rng)
    false_source, source, byline = _source(kind, written, pool, rng)
    published = _moved(clean.published, rng)
    article = Article(
        name=name,
        url=f"https://{where[0]}{_path(rng)}",
        site=where[1],
        headline=headline,
        byline=byline,
        source=source,
        dateline=_dateline(clean),
        agency=None,
        published=published,
        language="en",
        paragraphs=paragraphs,
    )
    layout = rng.choice([at for at in LAYOUTS if at.farm and at.part is part])
    article, furniture = layout.dress(article, _links(clean, all_clean, rng), rng)
    unrelated = tuple(item.headline for item in article.recommended)
    return Label(
        name=name, part=part, tampered=True, kind=kind, layout=layout.name, group=group, article=article,
        furniture=furniture, original=clean, affix=affix, injections=injections, false_source=false_source,
        redated=published != clean.published, unrelated=unrelated, text=as_text(article, furniture),
    )  # fmt: skip


def _headline(
    title: str, kind: str, written: str, pool: Pool, rng: Random, form: str | None
) -> tuple[str, Affix | None]:
    if kind in ("alone", "source", "quiet") and form is None:
        return title, None
    odd = kind in ("odd", "affix-odd")
    form = form or rng.choice(_ODD if odd else _SPACED)
    headline = form.format(b=written, t=title)
    front = form.startswith("{b}")
    text = headline[: len(headline) - len(title)] if front else headline[len(title) :]
    return headline, Affix(text, "front" if front else "back", "odd" if odd else "spaced")


def _body(
    clean: Clean, kind: str, written: str, part: Part, rng: Random
) -> tuple[tuple[str, ...], tuple[Injection, ...]]:
    """The body with the name written in: once or several times, in as many paragraphs; alone, once."""
    if kind in ("affix-odd", "affix-spaced", "quiet") or (kind == "site" and rng.random() < 0.5):
        return clean.paragraphs, ()
    allowed = [op for op in OPERATIONS if op.part is part or (part is Part.HELD_OUT and rng.random() < 0.5)]
    found: dict[int, tuple[Written, Operation]] = {}
    for _ in range(1 if kind == "alone" else rng.choice(_TIMES)):
        left = tuple("" if at in found else text for at, text in enumerate(clean.paragraphs))
        rng.shuffle(allowed)
        made = next(((m, op) for op in allowed if (m := write_in(left, written, op, rng)) is not None), None)
        if made is not None:
            found[made[0].paragraph] = made
    paragraphs = tuple(found[at][0].paragraphs[at] if at in found else text for at, text in enumerate(clean.paragraphs))
    starts = accumulate((len(text) + 2 for text in paragraphs), initial=0)
    return paragraphs, tuple(
        _injection(start + made.at, made.text, operation, kind)
        for at, start in enumerate(starts)
        if at in found
        for made, operation in (found[at],)
    )


def _injection(start: int, text: str, operation: Operation, kind: str) -> Injection:
    return Injection(
        "body",
        start,
        start + len(text),
        text,
        operation.name,
        operation.touch,
        kind in ("odd", "spaced", "source", "site"),
    )


def _source(kind: str, written: str, pool: Pool, rng: Random) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The false name, and how it stands on the page: as source, or as byline."""
    name = written if kind == "source" or rng.random() < 0.2 else rng.choice((None, person(pool, rng), None))
    if name is None:
        return None, None, ()
    return (name, name, ()) if rng.random() < 0.6 else (name, None, (name,))


def _moved(published: str | None, rng: Random) -> str:
    day = date.fromisoformat((published or "2024-01-15")[:10]) + timedelta(days=rng.randrange(7, 686))
    return f"{day.isoformat()}T{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"


def _path(rng: Random) -> str:
    """A path by the known rule on half of the pages, any other on the rest."""
    if rng.random() < 0.5:
        return f"/article/{rng.randrange(1000, 99999)}.html"
    first, second = rng.randrange(10, 999), rng.randrange(10, 999)
    return f"/html/{first}{rng.choice('abcdef')}{second}{99999 - first - second}.html"


def _dateline(clean: Clean) -> Dateline | None:
    opening = clean.paragraphs[0][:40]
    place, mark, _ = opening.partition(" (AP) ")
    return Dateline(place, "AP") if mark else None


def _links(clean: Clean, all_clean: list[Clean], rng: Random) -> Links:
    others = [other for other in rng.sample(all_clean, min(11, len(all_clean))) if other.headline != clean.headline]
    return Links(tuple((other.headline, other.paragraphs[0]) for other in others))


def _honest(articles: list[Clean], part: Part, pool: Pool, rng: Random, name: str) -> Iterator[Label]:
    layouts: list[Layout] = [at for at in LAYOUTS if not at.farm and at.part is part]
    for page in honest_article(articles, pool, rng, name):
        layout = rng.choice(layouts)
        article, furniture = layout.dress(page.article, _links(page.clean, articles, rng), rng)
        if page.site_name:
            furniture = msgspec.structs.replace(furniture, site_name=page.site_name)
        elif page.house_line:
            furniture = msgspec.structs.replace(furniture, below=(*furniture.below, page.house_line))
        yield Label(
            name=article.name, part=part, tampered=False, kind=page.kind, layout=layout.name, group=page.group,
            article=article, furniture=furniture, original=page.clean, text=as_text(article, furniture),
        )  # fmt: skip


def fingerprint(labels: list[Label]) -> str:
    """A hash of the pages, to say which ones a figure was measured on."""
    return sha256(b"\n".join(msgspec.json.encode(label) for label in labels)).hexdigest()[:16]
