"""What a person at a terminal sees: articles with their marks, findings, accounts, stories.

Marks are signs first and style second, so that they survive a pipe and a screen without colour: `[-written in-]` was
put into the story and is struck, `{+as filed+}` stands beside it where something else was there, `[?perhaps?]` is a
suspicion. A number in round brackets leads to the finding below. Text from pages is hostile: control and direction
characters are taken out before it is shown.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from .capture.polls import Poll, PollEnd, Subscribed
from .record import Account, Article, Checked, Field, Finding, Refusal, Story, field_text
from .stores import Run, Source, Tally

#: Control characters (a terminal obeys ESC and C1), and characters that change direction or cannot be seen.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

INJECTED = "strike bold blue"
REPAIR = "underline blue"
SUSPECT = "underline dim"
QUIET = "dim"


class Mark(NamedTuple):
    """A finding on its way into a text: its number in the list, and the finding."""

    number: int
    finding: Finding


def clean(text: str) -> str:
    """`text` without what a terminal would obey or a reader could not see."""
    return _UNSAFE.sub("�", text)


def confidence(value: float) -> str:
    """The confidence in words and figures: `certain .99`, `likely .81`, `possible .55`, `suspicion .30`."""
    word = "certain" if value >= 0.95 else "likely" if value >= 0.70 else "possible" if value >= 0.5 else "suspicion"
    return f"{word} {value:.2f}".replace(" 0.", " .")


def marked(text: str, marks: Sequence[Mark]) -> Text:
    """`text` with every mark that has a span laid into it; overlapping marks share the earlier one's sign."""
    out = Text()
    at = 0
    spans = [(m, m.finding.span) for m in marks if m.finding.span is not None]
    for mark, (start, end) in sorted(spans, key=lambda pair: (pair[1], pair[0].number)):
        if start < at:
            out.append(f"({mark.number})", QUIET)
            continue
        out.append(clean(text[at:start]))
        passage = clean(text[start:end])
        if not mark.finding.accuses:
            out.append(f"[?{passage}?]", SUSPECT)
        else:
            out.append(f"[-{passage}-]", INJECTED)
            if mark.finding.repair:
                out.append(f"{{+{clean(mark.finding.repair)}+}}", REPAIR)
        out.append(f"({mark.number})", QUIET)
        at = end
    out.append(clean(text[at:]))
    return out


def show_article(article: Article, marks: Sequence[Mark] = ()) -> RenderableType:
    """An article with its facts, its text and what it recommends, marks laid in."""

    def of(field: Field) -> list[Mark]:
        return [m for m in marks if m.finding.field is field]

    headline = marked(field_text(article, Field.HEADLINE) or "(no headline)", of(Field.HEADLINE))
    headline.stylize("bold")
    facts = Table.grid(padding=(0, 2))
    for label, field, value in (
        ("byline", Field.BYLINE, field_text(article, Field.BYLINE)),
        ("source", Field.SOURCE, article.source),
        ("agency", None, article.agency),
        ("dateline", None, article.dateline.place if article.dateline else None),
        ("section", Field.SECTION, article.section),
        ("published", Field.PUBLISHED, article.published),
        ("modified", None, article.modified),
        ("language", None, article.language),
        ("url", Field.URL, article.url),
    ):
        if value:
            facts.add_row(Text(label, QUIET), marked(value, of(field) if field else ()))
    parts: list[RenderableType] = [Text(clean(article.name), QUIET), headline, facts, Text()]
    for paragraph in _paragraphs(marked(article.body, of(Field.BODY))):
        parts += [Padding(paragraph, (0, 0, 1, 0))]
    if article.recommended:
        parts.append(Text("recommended", QUIET))
        at = 0
        for item in article.recommended:
            here = [m for m in of(Field.RECOMMENDED) if m.finding.span and m.finding.span.start == at]
            shifted = [Mark(m.number, _moved(m.finding, -at)) for m in here]
            parts.append(Text("  ").append_text(marked(item.headline, shifted)))
            at += len(item.headline) + 1
        parts.append(Text())
    return Group(*parts)


def show_checked(checked: Checked) -> RenderableType:
    """An article as found with its findings marked, and the findings below, numbered."""
    marks = [Mark(n, f) for n, f in enumerate(checked.findings, 1)]
    parts: list[RenderableType] = [show_article(checked.article, marks)]
    if not marks:
        parts.append(Text("Nothing found."))
    parts.extend(map(_show_finding, marks))
    return Group(*parts)


def _show_finding(mark: Mark) -> RenderableType:
    finding = mark.finding
    head = Text(finding.check.value, "bold")
    head.append(f"  {finding.field.value}  {confidence(finding.confidence)}", "not bold " + QUIET)
    lines: list[RenderableType] = [head, Text(clean(finding.message))]
    if finding.repair is not None and finding.text:
        repair = clean(finding.repair) or "(taken out)"
        lines.append(Text(f"{clean(finding.text)} → {repair}"))
    if finding.evidence:
        reasons = Table.grid(padding=(0, 1))
        for reason in finding.evidence:
            reasons.add_row(Text("–", QUIET), Text(clean(reason), QUIET))
        lines.append(reasons)
    numbered = Table.grid(padding=(0, 2))
    numbered.add_row(Text(f"{mark.number:>2}"), Group(*lines))
    return numbered


def _paragraphs(body: Text) -> list[Text]:
    return list(body.split("\n\n")) if body.plain else []


def _moved(finding: Finding, by: int) -> Finding:
    span = finding.span
    return finding if span is None else replace(finding, span=type(span)(span.start + by, span.end + by))


def show_account(account: Account) -> RenderableType:
    """The account of a run: how each input ended, how many stories, what was found."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(justify="right")

    def row(number: int, words: str, codes: dict[str, int] | None = None) -> None:
        detail = ", ".join(f"{code} {n}" for code, n in sorted((codes or {}).items()))
        rows.add_row(str(number), Text(words).append(f"  {detail}" if detail else "", QUIET))

    row(account.inputs, "pages came in" if account.inputs != 1 else "page came in")
    row(account.stored, "taken")
    row(account.unchanged, "unchanged")
    row(sum(account.refused.values()), "refused", account.refused)
    row(sum(account.quarantined.values()), "quarantined", account.quarantined)
    if account.stories is not None:
        row(account.stories, "stories on the desk")
    if not account.findings:
        return rows
    found = Table.grid(padding=(0, 2))
    found.add_column(justify="right")
    for check, number in sorted(account.findings.items(), key=lambda pair: (-pair[1], pair[0])):
        found.add_row(str(number), check)
    return Group(rows, Text(), Text("Found on single pages", "bold"), found)


def show_runs(runs: Sequence[Run]) -> RenderableType:
    """The accounts of runs, newest first: when, how the inputs ended, then source by source."""
    rows = _accounts("run", "began, by source")
    for run in runs:
        began = f"{run.began[:16].replace('T', ' ')}{'' if run.ended else ', not ended'}"
        _add_account(rows, (str(run.id), Text(began)), run.total)
        for source, tally in sorted(run.sources.items()):
            _add_account(rows, ("", Text(f"  {clean(source)}")), tally)
    return rows


def show_sources(sources: Sequence[Source]) -> RenderableType:
    """The accounts of sources over all runs."""
    rows = _accounts("last run", "source")
    for one in sources:
        _add_account(rows, (str(one.newest), Text(clean(one.source))), one.total)
    return rows


def _accounts(number: str, name: str) -> Table:
    """A table of accounts that keeps its names on a terminal of 80 columns: a long one folds, nothing is cut off."""
    rows = Table(box=None, padding=(0, 1, 0, 0), header_style=QUIET)
    rows.add_column(number, justify="right", no_wrap=True)
    rows.add_column(name, overflow="fold")
    for title in ("inputs", "taken", "unchanged", "refused", "quarantined"):
        rows.add_column(title, justify="right", no_wrap=True)
    return rows


def _add_account(rows: Table, names: tuple[str, Text], tally: Tally) -> None:
    """One account: its numbers, and below its name the codes of what was not taken, with theirs."""
    refused, quarantined = sum(tally.refused.values()), sum(tally.quarantined.values())
    ends = (tally.inputs, tally.stored, tally.unchanged, refused, quarantined)
    rows.add_row(*names, *map(str, ends))
    for ended, codes in (("refused", tally.refused), ("quarantined", tally.quarantined)):
        if codes:
            said = ", ".join(f"{code} {number}" for code, number in sorted(codes.items()))
            rows.add_row("", Text(f"  {ended}: {said}", QUIET))


def show_refusal(refusal: Refusal) -> Text:
    """A refusal on one line: the page, how it ended, why."""
    return Text(clean(str(refusal)))


def show_stories(stories: Sequence[Story]) -> RenderableType:
    """A list of stories, a line each."""
    rows = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET)
    for title in ("id", "published", "section", "agency", "copies", "changed", "headline"):
        rows.add_column(
            title, justify="right" if title in ("copies", "changed") else "left", no_wrap=title != "headline"
        )
    for story in stories:
        changed = sum(p.changed for p in story.pickups)
        rows.add_row(
            story.id,
            clean((story.published or "not known")[:10]),
            clean(story.section or "–"),
            clean(story.agency or "–"),
            str(len(story.pickups)),
            str(changed) if changed else "–",
            Text(clean(story.headline)),
        )
    return rows


def show_story(story: Story) -> RenderableType:
    """A story as filed, its origin and time with the reasons, its pickups."""
    facts = Table.grid(padding=(0, 2))
    dateline = story.dateline.place if story.dateline else None
    for label, value in (
        ("agency", story.agency),
        ("dateline", dateline),
        ("byline", ", ".join(story.byline)),
        ("section", story.section),
        ("published", story.published or "not known"),
        ("origin", _origin(story)),
    ):
        if value:
            facts.add_row(Text(label, QUIET), Text(clean(value)))
    reasons = [*story.published_evidence, *(story.origin.evidence if story.origin else ())]
    parts: list[RenderableType] = [Text(clean(story.headline), "bold"), facts]
    parts += [Text(f"  – {clean(reason)}", QUIET) for reason in reasons]
    parts.append(Text())
    parts += [Padding(Text(clean(p)), (0, 0, 1, 0)) for p in story.paragraphs]
    parts.append(_show_pickups(story))
    if story.related:
        parts += [Text(), Text("Related", "bold")]
        parts += [Text(f"  {r.id}  {clean(r.headline)}  ").append(clean(r.why), QUIET) for r in story.related]
    return Group(*parts)


def _origin(story: Story) -> str:
    if story.origin is None:
        return "not known"
    name = story.origin.publisher or story.origin.site or story.origin.url or "not known"
    return f"{name} ({confidence(story.origin.confidence)})"


def _show_pickups(story: Story) -> RenderableType:
    rows = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET)
    for title in ("site", "role", "keeps", "claims", "what it did"):
        rows.add_column(title, justify="right" if title == "keeps" else "left")
    for pickup in story.pickups:
        did = sorted({f.check.value for f in pickup.findings if f.accuses})
        rows.add_row(
            clean(pickup.site or pickup.name),
            pickup.role.value,
            f"{pickup.coverage:.0%}",
            clean((pickup.claimed_published or "–")[:16]),
            ", ".join(did) or "–",
        )
    return rows


def show_poll(poll: Poll) -> Text:
    """A poll on one line: when, how it ended, of what, what became of what it brought."""
    said = Text(f"{poll.at[11:19]}  {poll.ended.value:<9}  {clean(poll.url)}")
    if poll.account is not None:
        ends = _ended(poll.account)
        said.append(f"  {ends}", "bold")
    if poll.ended is PollEnd.FAILED and poll.refusal:
        said.append(f"  {clean(poll.refusal)}")
    if poll.next_poll:
        said.append(f"  next {poll.next_poll[:16].replace('T', ' ')}", QUIET)
    return said


def _ended(account: Account) -> str:
    parts = (
        (account.stored, "taken"),
        (account.unchanged, "unchanged"),
        (sum(account.refused.values()), "refused"),
        (sum(account.quarantined.values()), "quarantined"),
    )
    return ", ".join(f"{number} {word}" for number, word in parts if number)


def show_watched(polls: Mapping[PollEnd, int], account: Account) -> RenderableType:
    """What a watch did: its polls, and the account of all that they brought."""
    number = sum(polls.values())
    ends = ", ".join(f"{polls[end]} {end.value}" for end in PollEnd if polls.get(end))
    said = Text(f"{number} poll{'' if number == 1 else 's'}").append(f"  {ends}" if ends else "", QUIET)
    return Group(said, show_account(account)) if account.inputs else said


def show_subscriptions(subscriptions: Sequence[Subscribed]) -> RenderableType:
    """What a desk polls, a line each; below it why it fails, where it does."""
    rows = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET)
    for title in ("address", "last poll", "last change", "next poll"):
        rows.add_column(title, overflow="fold" if title == "address" else "ellipsis", no_wrap=title != "address")
    for one in subscriptions:
        times = [
            (at or "not yet")[:16].replace("T", " ")
            for at in (one.last_poll, one.last_change, None if one.stopped else one.next_poll)
        ]
        if one.stopped:
            times[-1] = "stopped"
        rows.add_row(Text(clean(one.url)), *times)
        if trouble := one.stopped or one.refusal:
            rows.add_row(Text(f"  {clean(trouble)}", QUIET))
    return rows


def progress_bar(console: Console) -> Progress:
    """A bar for long work, on stderr, gone when it is done."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
