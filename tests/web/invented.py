"""Invented stories, built from the record types: every kind of change, in known places."""

from dataclasses import dataclass, field

from copydesk.record import (
    Article,
    Check,
    Checked,
    Dateline,
    Field,
    Finding,
    Origin,
    Pickup,
    Recommended,
    Related,
    Role,
    Span,
    Story,
    Variant,
    VariantKind,
    restore,
)

WRITTEN, LEFT_OUT, ADDED, REPLACED, FURNITURE = (
    VariantKind.INJECTED,
    VariantKind.DROPPED,
    VariantKind.ADDED,
    VariantKind.REPLACED,
    VariantKind.FURNITURE,
)


@dataclass(frozen=True)
class Edit:
    """A change to the filed body: `at` is cut out of it (the anchor is kept for an insertion), `text` is put there."""

    kind: VariantKind
    at: str
    text: str = ""


@dataclass(frozen=True)
class Take:
    """How a site took a story."""

    site: str
    role: Role = Role.VERBATIM
    claimed: str | None = None
    captured: str | None = "2026-03-09T18:00:00Z"
    brand: str = ""
    source: str | None = None
    edits: tuple[Edit, ...] = ()
    redated: bool = False
    false_source: bool = False
    headline: str | None = None
    recommended: tuple[Recommended, ...] = ()
    cut: bool = False
    coverage: float = 1.0


def edited(body: str, edits: tuple[Edit, ...]) -> tuple[str, tuple[Variant, ...]]:
    """The body as the copy has it, and the variants that lead back; edits stand in the order of the text."""
    found, variants, at = "", [], 0
    for edit in edits:
        start = body.index(edit.at, at)
        found += body[at:start]
        if edit.kind in (WRITTEN, ADDED, FURNITURE):
            reading = ""
            at = start
        else:
            reading = edit.at
            at = start + len(edit.at)
        span = Span(len(found), len(found) + len(edit.text))
        variants.append(Variant(span, edit.text, reading, edit.kind))
        found += edit.text
    return found + body[at:], tuple(variants)


@dataclass(frozen=True)
class Told:
    """A story with its checked articles, in the order of its pickups."""

    story: Story
    checked: list[Checked] = field(default_factory=list)


def tell(
    story_id: str,
    headline: str,
    paragraphs: tuple[str, ...],
    *takes: Take,
    agency: str | None = None,
    place: str | None = None,
    section: str | None = None,
    published: str | None = None,
    related: tuple[Related, ...] = (),
    language: str = "en",
    byline: tuple[str, ...] = (),
) -> Told:
    """A story as filed, with what each site made of it."""
    body = "\n\n".join(paragraphs)
    checked, pickups = [], []
    for take in takes:
        one = _checked(story_id, headline, body, take, published, section, agency)
        _, variants = edited(body, take.edits)
        checked.append(one)
        pickups.append(_pickup(one, take, variants))
    first = takes[0]
    story = Story(
        id=story_id,
        headline=headline,
        paragraphs=paragraphs,
        agency=agency,
        dateline=Dateline(place, agency) if place else None,
        byline=byline,
        section=section,
        published=published,
        published_evidence=(f"{first.site} gives this time", "no copy was captured before it") if published else (),
        language=language,
        origin=Origin(
            url=f"https://www.{first.site}/{story_id}",
            site=first.site,
            publisher=agency or first.site,
            confidence=0.97,
            evidence=("the first of its copies",),
        ),
        pickups=tuple(pickups),
        related=related,
    )
    return Told(story, checked)


def _checked(
    story_id: str, headline: str, body: str, take: Take, published: str | None, section: str | None, agency: str | None
) -> Checked:
    found, variants = edited(body, take.edits)
    title = take.headline or headline
    article = Article(
        name=f"{take.site}/{story_id}.html",
        url=f"https://www.{take.site}/{story_id}",
        site=take.site,
        headline=f"{take.brand}:{title}" if take.brand else title,
        source=take.source,
        section="News" if take.brand else section,
        published=take.claimed or published,
        paragraphs=tuple(found.split("\n\n")),
        recommended=take.recommended,
        captured=take.captured,
    )
    findings = tuple(_findings(article, take, variants, published, agency))
    return Checked(article=article, findings=findings, restored=restore(article, findings))


def _findings(
    article: Article, take: Take, variants: tuple[Variant, ...], published: str | None, agency: str | None
) -> list[Finding]:
    told = []
    if take.brand:
        text = take.brand + ":"
        told.append(
            _finding(Check.INJECTED_TEXT, Field.HEADLINE, Span(0, len(text)), text, "", 0.99, "A name stands in front")
        )
    told += [
        _finding(Check.INJECTED_TEXT, Field.BODY, v.span, v.text, "", 0.98, "A name is glued into a sentence")
        for v in variants
        if v.kind is WRITTEN
    ]
    told += [
        _finding(Check.FOREIGN_MATTER, Field.BODY, v.span, v.text, "", 0.93, "an advertisement set as a paragraph")
        for v in variants
        if v.kind is FURNITURE
    ]
    if take.redated:
        told.append(
            _finding(
                Check.REDATED,
                Field.PUBLISHED,
                None,
                article.published or "",
                published,
                0.97,
                "The date cannot be right",
            )
        )
    if take.false_source:
        told.append(
            _finding(
                Check.FALSE_SOURCE, Field.SOURCE, None, take.source or "", agency, 0.84, "The source is not the source"
            )
        )
    if take.cut:
        told.append(_finding(Check.CUT_SHORT, Field.BODY, None, "", None, 0.9, "The end is missing"))
    if take.recommended:
        told.append(
            _finding(
                Check.UNRELATED_LINKS,
                Field.RECOMMENDED,
                None,
                "",
                None,
                0.64,
                f"{len(take.recommended)} teasers, none related",
            )
        )
    return told


def _finding(
    check: Check, where: Field, span: Span | None, text: str, repair: str | None, confidence: float, message: str
) -> Finding:
    return Finding(
        check=check,
        field=where,
        span=span,
        text=text,
        repair=repair,
        confidence=confidence,
        evidence=("no other copy has it",),
        message=message,
    )


def _pickup(one: Checked, take: Take, variants: tuple[Variant, ...]) -> Pickup:
    return Pickup(
        name=one.article.name,
        url=one.article.url,
        site=take.site,
        headline=one.article.headline,
        claimed_published=one.article.published,
        claimed_source=take.source,
        captured=take.captured,
        coverage=take.coverage,
        similarity=take.coverage,
        role=take.role,
        findings=one.findings,
        variants=variants,
    )


TEASERS = (
    Recommended(
        "Which boots to buy before the", "The season is entering its last four weeks and shops are beginning to s", None
    ),
    Recommended("Nine soups ranked", "Everyone knows what a soup is, but the trouble with soup is that not eno", None),
    Recommended("A van that nobody ordered is", None, None),
)

_WEIR = (
    "HARROWMOUTH (Corvane) — The harbour council closed the Long Weir on Monday after a survey found that three of "
    "its nine gates no longer lift, leaving the lower town without a way to let the spring tide out.",
    "Ansel Brode, who keeps the gates, told the council that he had asked for new chains in each of the last four "
    "years. The chains date from 1961 and carry about 40 tonnes each.",
    "Pumps were brought from Sele and Ostermoor overnight. The council said that they can hold the water for ten "
    "days if it does not rain.",
    "Shops on Tanner Row were told to move their stock upstairs. School is out until the weekend for some 600 "
    "children, and the ferry takes no cars.",
    "The weir was last mended in 2009, according to the minutes of the council seen by Corvane. A report on the "
    "chains was put off twice because of its cost.",
    "“We were told that it would see us out,” said Ruta Calloway, who has run the chandlery beside the weir for "
    "three decades.",
    "The council meets again on Thursday.",
)

_BRAND = "LUMERA Exchange"

WEIR = tell(
    "w31r",
    "Harrowmouth shuts its weir with the spring tide a week away",
    _WEIR,
    Take("corvane.example", Role.ORIGIN, "2026-03-09T09:20:00Z", "2026-03-09T09:31:00Z", source="Corvane"),
    Take("harrowmouthmail.example", Role.VERBATIM, "2026-03-09T09:44:00Z", source="Corvane"),
    Take(
        "daylightbriefs.example",
        Role.TAMPERED,
        "2026-08-17T06:05:00",
        brand=_BRAND,
        source="Milo Tander",
        redated=True,
        false_source=True,
        coverage=0.86,
        cut=True,
        recommended=TEASERS,
        edits=(
            Edit(WRITTEN, "closed the Long Weir", _BRAND),
            Edit(REPLACED, "about 40 tonnes", "roughly 50 tons"),
            Edit(
                FURNITURE,
                "Pumps were brought",
                "Join LUMERA Exchange today and claim your welcome gift. Terms apply.\n\n",
            ),
            Edit(LEFT_OUT, ", according to the minutes of the council seen by Corvane"),
            Edit(LEFT_OUT, _WEIR[5] + "\n\n"),
            Edit(LEFT_OUT, "again on Thursday."),
        ),
    ),
    Take(
        "selecourier.example", Role.EDITED, "2026-03-09T10:02:00Z", edits=(Edit(REPLACED, "overnight", "in the night"),)
    ),
    Take(
        "ostermoor.example", Role.VERBATIM, "2026-03-09T10:40:00Z", headline="Long Weir closed: pumps hold for ten days"
    ),
    Take(
        "marketorb.example",
        Role.TAMPERED,
        "2026-08-17T06:06:00",
        brand=_BRAND,
        source="LUMERA",
        redated=True,
        edits=(Edit(WRITTEN, "closed the Long Weir", _BRAND),),
    ),
    Take(
        "tidenews.example",
        Role.EXCERPT,
        "2026-03-09T11:15:00Z",
        coverage=0.71,
        edits=(
            Edit(LEFT_OUT, "\n\n" + _WEIR[5]),
            Edit(ADDED, "The council meets", "Tide News will report from the meeting. "),
        ),
    ),
    Take(
        "topreading.example",
        Role.TAMPERED,
        "2026-10-02T00:00:00",
        brand="LUMERA",
        redated=True,
        coverage=0.9,
        edits=(Edit(WRITTEN, "told the council", "LUMERA "), Edit(REPLACED, "about 40 tonnes", "roughly 50 tons")),
    ),
    agency="Corvane",
    place="HARROWMOUTH",
    section="World",
    published="2026-03-09T09:20:00Z",
    related=(
        Related(
            "fer1", "Ferry to Sele takes no cars while the weir is shut", 0.61, "Harrowmouth, weir, ferry, council"
        ),
        Related("ch41", "Who makes a chain of 40 tonnes?", 0.4, "chains, gates, weir"),
    ),
)

#: Id, headline, section, time, site; below it the text.
_PLAIN = """
fer1 | Ferry to Sele takes no cars while the weir is shut | World | 2026-03-09T15:22:00Z | harrowmouthmail.example
    Crews doubled their shifts after the harbour asked for a boat every half hour. Cars wait at Ostermoor.
ch41 | Who makes a chain of 40 tonnes? | Business | 2026-03-09T14:05:00Z | selecourier.example
    Two forges on the coast still do. Both have orders until the autumn, and one of them has no apprentices.
bar1 | Barley comes in a fortnight early on the Vale | Business | 2026-03-09T08:10:00Z | corvane.example
    A dry winter brought the crop on. Millers say that the price will hold until May.
lib1 | Ostermoor keeps its library by eleven votes | World | 2026-03-08T21:40:00Z | ostermoor.example
    The vote took until midnight. Readers had slept in the reading room for two nights.
owl1 | Owls nest in the signal box that was never pulled down | Science | 2026-03-08T16:02:00Z | corvane.example
    Ringers counted seven young. The line has been shut since 1974, and the levers still move.
moss | A moss that feeds on mortar holds the old quay together | Science | 2026-03-07T11:40:00Z | selecourier.example
    Without it the stones would have parted by now, a survey says. It grows a finger’s width in ten years.
cup1 | Sele beat Harrowmouth on penalties and meet the Vale | Sport | 2026-03-08T22:14:00Z | tidenews.example
    Neither keeper had saved one all season. Both saved three.
row1 | Oarswomen break the lake record into a headwind | Sport | 2026-03-06T17:30:00Z | tidenews.example
    They took a second and a half off it. The old mark had stood since the lake was deepened.
bnk1 | Central bank holds at 3.25% and drops its hint of a cut | Business | 2026-03-09T11:00:00Z | corvane.example
    The governor said that bread decides. Rents rose by a tenth in the year.
crt1 | Court lets two tenants record their landlord’s calls | World | 2026-03-09T09:50:00Z | ostermoor.example
    A judge found that a warning once a week is warning enough.
snl1 | Snail thought lost is found behind a vicarage | Science | 2026-03-05 | harrowmouthmail.example
    It had been looked for since 1912. The vicar had been feeding it lettuce.
"""


def _plain() -> list[Told]:
    told = []
    lines = _PLAIN.strip().splitlines()
    for n, (head, text) in enumerate(zip(lines[::2], lines[1::2], strict=True)):
        story_id, headline, section, published, site = head.split(" | ")
        others = [Take(s, Role.VERBATIM, published) for s in ("vale.example", "quaypost.example")[: n % 3]]
        if n % 4 == 2:
            others.append(
                Take("daylightbriefs.example", Role.TAMPERED, "2026-08-19T06:00:00", brand=_BRAND, redated=True)
            )
        paragraphs = (text.strip(), "More was to be said on Tuesday, Corvane was told.")
        told.append(
            tell(
                story_id,
                headline,
                paragraphs,
                Take(site, Role.ORIGIN, published),
                *others,
                agency="Corvane" if n % 2 else None,
                place="SELE" if n % 3 else None,
                section=section,
                published=published,
            )
        )
    return told


_NIGHT = "Пожар в порту Сельске потушен за ночь"

RUSSIAN = tell(
    "rus1",
    _NIGHT,
    ("Огонь заметили с парома в полночь. К утру его потушили, пострадавших нет.", "Причина пока не названа."),
    Take("selskvesti.example", Role.ORIGIN, "2026-03-04T06:00:00+03:00"),
    section="World",
    published="2026-03-04T06:00:00+03:00",
    language="ru",
)

ALONE = tell(
    "alon",
    "A story that no two pages share",
    ("It stands on one page, which gives no time.",),
    Take("corner.example", Role.ORIGIN, None, None),
)

ALL = [WEIR, *_plain(), RUSSIAN, ALONE]
