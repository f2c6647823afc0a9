"""Honest pages that look like tampered ones: labels, outlets' names, stories about a product, lost spaces."""

from collections import Counter
from collections.abc import Iterator
from random import Random
from re import compile as re_compile

import msgspec

from copydesk.record import Article

from .label import Clean
from .names import Pool, outlet, person

_LABELS = (
    "AP Exclusive", "FACT FOCUS", "Live updates", "WATCH", "Analysis", "Breaking", "Opinion", "Explainer", "Video",
    "UPDATE 2", "Review", "Q&A", "Photos", "Editorial", "Listen",
)  # fmt: skip
_KINDS = (
    "plain",
    "label",
    "outlet",
    "product",
    "glue",
    "kicker",
    "author",
    "site",
    "unspaced",
    "named-outlet",
    "first-person",
    "tight-kicker",
    "tight-credit",
    "tight-product",
)
#: How hasty typing and house styles set off a kicker or a credit without a space.
_TIGHT = (":", "|")
_TIGHT_CREDITS = ("{title}|{credit}", "{title} -{credit}")
_SIGNED = (
    "That is not how it works, says yoga teacher {who}, who has run a school there since 2011.",
    "The pictures were taken by {who} in the week before.", "{who} reported from the harbour.",
    "Additional reporting by {who} in the capital.", "“I had not seen it before,” columnist {who} said of the plan.",
    "In a note to readers, the editor {who} thanked those who had written in.",
)  # fmt: skip
#: Outlets name themselves at the foot of their pages.
_HOUSE_LINES = ("About {outlet}", "© 2024 {outlet}. All rights reserved.", "Subscribe to {outlet}", "Contact {outlet}")
_PRODUCT_TITLES = (
    "{name} to open an office in {city}", "{name}: regulators ask for its books", "What {name} users should know",
    "Customers of {name} wait for their money", "{name} names {who} as its head",
)  # fmt: skip
_TIGHT_PRODUCT_TITLES = (
    "{name}:regulators ask for its books", "{name}|Office in {city} to open next year", "{city} asks for books |{name}",
)  # fmt: skip
_GAP = re_compile(r"(?<=[a-z]{3}) (?=[a-z]{4})")
_STOP = re_compile(r"(?<=[a-z])[.,] (?=[A-Z])")
_SUBJECT = re_compile(r"\b(?:[A-Z][a-z]{3,} )?[A-Z][a-z]{3,}\b")
_PAGES_OF_A_SITE = 5


class HonestPage(msgspec.Struct, frozen=True):
    """An honest page before it is laid out. `clean` is the article as it reads on the page."""

    article: Article
    clean: Clean
    kind: str
    group: str | None = None
    site_name: str | None = None
    house_line: str | None = None


def honest_article(articles: list[Clean], pool: Pool, rng: Random, name: str) -> Iterator[HonestPage]:
    """One honest page, or the pages of one outlet."""
    kind = rng.choice(_KINDS)
    where = outlet(pool, rng)
    if kind != "site":
        yield _page(rng.choice(articles), kind, where, pool, rng, name, None)
        return
    for number in range(_PAGES_OF_A_SITE):
        yield _page(rng.choice(articles), "site", where, pool, rng, f"{name}-{number}", name)


def _page(
    clean: Clean, kind: str, where: tuple[str, str, str], pool: Pool, rng: Random, name: str, group: str | None
) -> HonestPage:
    outlet_name, host, site = where
    if kind in ("product", "tight-product"):
        clean = product_story(pool, rng, _PRODUCT_TITLES if kind == "product" else _TIGHT_PRODUCT_TITLES)
    author = person(pool, rng)
    headline, paragraphs = _dressed(clean, kind, outlet_name, author, rng)
    article = Article(
        name=name,
        url=f"https://{host}/{(clean.published or '2024-01-15')[:10].replace('-', '/')}/{rng.randrange(10**6)}.html",
        site=site,
        headline=headline,
        byline=(author,) if kind == "first-person" or rng.random() < 0.7 else (),
        source=outlet_name if rng.random() < 0.3 else None,
        published=clean.published,
        language="en",
        paragraphs=paragraphs,
    )
    as_read = msgspec.structs.replace(clean, headline=headline, paragraphs=paragraphs)
    site_name = outlet_name if rng.random() < 0.5 else None
    house_line = rng.choice(_HOUSE_LINES).format(outlet=outlet_name) if rng.random() < 0.8 else None
    return HonestPage(article, as_read, kind, group, site_name, house_line)


def _dressed(clean: Clean, kind: str, outlet_name: str, author: str, rng: Random) -> tuple[str, tuple[str, ...]]:
    title, paragraphs = clean.headline, clean.paragraphs
    match kind:
        case "label":
            title = f"{rng.choice(_LABELS)}: {title}"
        case "outlet" | "site":
            title = f"{title}{rng.choice((' - ', ' | '))}{outlet_name}"
        case "glue":
            paragraphs = _join(paragraphs, _GAP, "", rng)
        case "unspaced":
            paragraphs = _join(paragraphs, _STOP, None, rng)
        case "kicker":
            title = f"{_subject(clean)}: {title}"
        case "tight-kicker":
            title = f"{_most_named(clean)}{rng.choice(_TIGHT)}{title}"
        case "tight-credit":
            credit = rng.choice((outlet_name, "Reuters", "AP News"))
            title = rng.choice(_TIGHT_CREDITS).format(title=title, credit=credit)
            paragraphs = (*paragraphs, f"The harbour office told {credit} that it would answer in writing.")
        case "author":
            title = f"{title} - {author}" if rng.random() < 0.1 else title
        case "named-outlet":
            extra = f"A spokeswoman told {outlet_name} on Monday that the work would go on."
            paragraphs = (*paragraphs[:2], extra, *paragraphs[2:])
        case "first-person":
            paragraphs = (*paragraphs, rng.choice(_SIGNED).format(who=author))
    return title, paragraphs


def _join(paragraphs: tuple[str, ...], gap: object, joint: str | None, rng: Random) -> tuple[str, ...]:
    """Some paragraphs with one space lost, as bad extraction and hasty typing lose them."""
    assert hasattr(gap, "finditer")
    out = []
    for text in paragraphs:
        places = [m.span() for m in gap.finditer(text)]
        if places and rng.random() < 0.4:
            start, end = rng.choice(places)
            text = text[:start] + (text[start:end].strip() if joint is None else joint) + text[end:]
        out.append(text)
    return tuple(out)


def _subject(clean: Clean) -> str:
    found = _SUBJECT.findall(" ".join(clean.paragraphs[:2])[1:])
    return max(found, key=len) if found else "Europe"


def _most_named(clean: Clean) -> str:
    """Whom or what a story names most often, the longer one where two are."""
    found = Counter(_SUBJECT.findall(" ".join(clean.paragraphs)[1:]))
    return max(found, key=lambda name: (found[name], len(name)), default="Europe")


def product_story(pool: Pool, rng: Random, titles: tuple[str, ...]) -> Clean:
    """A story whose subject is a product: its name stands in headline and body, and belongs there."""
    name = f"{rng.choice(pool.coinages)} {rng.choice(pool.product_tails)}".strip()
    city = rng.choice(("Lisbon", "Oslo", "Denver", "Toronto", "Lyon", "Graz"))
    who = person(pool, rng)
    title = rng.choice(titles).format(name=name, city=city, who=who)
    sentences = [
        f"{name} said on Monday that it would open an office in {city} next year.",
        f"The company is based in {city}, and {name} has worked there since 2016.",
        f"“We did not expect this,” said {who}, who runs {name}.",
        f"Regulators in {city} asked {name} for its books in March, two people familiar with the matter said.",
        f"Users of {name} have been told to wait until Friday.",
        f"Shares of firms like {name} fell by four percent on Tuesday.",
        f"{who} said that {name}’s customers would be paid in full.",
        f"The head of {name}, {who}, is expected to speak in {city} on Thursday.",
    ]
    rng.shuffle(sentences)
    del sentences[rng.randrange(1, len(sentences)) + 1 :]  # short stories name it once or twice
    half = len(sentences) // 2
    first, second = " ".join(sentences[:half]), " ".join(sentences[half:])
    return Clean(title, (first, second, "The ministry declined to comment."), "2024-03-11")
