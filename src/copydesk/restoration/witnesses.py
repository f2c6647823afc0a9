"""Pickups as evidence for the text: what each one says, and how far it is to be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from copydesk.record import Article, Check, Checked, accusing
from copydesk.text.times import days_between, moment
from copydesk.text.words import Words, words

#: What stands between two paragraphs of a body.
BREAK = "\n\n"

#: Days after the others from which a copy without findings is no independent voice; a weekly comes within seven.
LATE_VOICE_DAYS = 7

#: Findings that speak against a page's honesty. A foreign line, a cut end or odd links happen to honest outlets too.
DISHONEST = frozenset(
    {
        Check.INJECTED_TEXT,
        Check.FALSE_SOURCE,
        Check.HIDDEN_TEXT,
        Check.SPUN,
        Check.REDATED,
        Check.FARM_LAYOUT,
        Check.FARM_ADDRESS,
    }
)


@dataclass(frozen=True)
class Witness:
    """One pickup. `text` is its body with inspection's repairs.

    `honest`: no finding of its page speaks against it. `clean`: neither do the other copies, so that it is a voice
    of its own for the text and the time. `spun`: the other copies show that its words were replaced throughout.
    """

    index: int
    checked: Checked
    honest: bool
    clean: bool
    spun: bool = False

    @property
    def article(self) -> Article:
        """The article as found."""
        return self.checked.article

    @cached_property
    def text(self) -> str:
        """The body with inspection's repairs applied."""
        return self.checked.restored.body

    @cached_property
    def words(self) -> Words:
        """The words of `text`."""
        return words(self.text)

    @cached_property
    def found(self) -> Words:
        """The words of the body as found."""
        return self.words if self.text == self.article.body else words(self.article.body)

    @cached_property
    def key(self) -> tuple[str, str, str, str]:
        """What orders witnesses, whatever order they came in."""
        article = self.article
        return (self.text, article.headline or "", article.url or "", article.name)

    def gap(self, at: int) -> str:
        """What stands before word `at` of `text`, behind the word before it; a break beyond the first and the last."""
        starts, ends = self.words.starts, self.words.ends
        before = int(ends[at - 1]) if at else 0
        behind = int(starts[at]) if at < len(starts) else len(self.text)
        return (BREAK if at == 0 else "") + self.text[before:behind] + (BREAK if at == len(starts) else "")

    def around(self, start: int, end: int) -> str:
        """`text` without its words `[start, end)`."""
        head = self.text[: int(self.words.starts[start])]
        return head + (self.text[int(self.words.starts[end]) :] if end < len(self.words) else "")

    def brands(self) -> frozenset[str]:
        """What inspection says was written into the page: copies that carry the same come from one hand."""
        return frozenset(
            f.text.strip().casefold()
            for f in accusing(self.checked.findings)
            if f.check is Check.INJECTED_TEXT and f.text.strip()
        )


def witnesses(members: Sequence[Checked]) -> list[Witness]:
    """The members as witnesses, in their order."""
    out = []
    for i, member in enumerate(members):
        honest = not any(f.check in DISHONEST for f in accusing(member.findings))
        out.append(Witness(i, member, honest, honest))
    return out


def without_late(found: Sequence[Witness]) -> list[Witness]:
    """The witnesses, with those no longer `clean` that claim a time well after the one that the others support.

    Whoever puts a story up days later had it from another copy. Where no two honest copies agree on a time the
    earliest claim of any copy is the bound, since farms date stories later than they are, never earlier; a page that
    was captured when it says it came out has better evidence than that.
    """
    clean = [w for w in found if w.clean and moment(w.article.published)]
    agreed = _agreed_time(clean)
    if agreed is not None:
        return [_demoted(w) if w.clean and _late(agreed, w) else w for w in found]
    earliest = min((w.article.published for w in found if moment(w.article.published)), key=moment_key, default=None)
    if earliest is None:
        return list(found)
    return [_demoted(w) if w.clean and _late(earliest, w) and not captured_soon(w) else w for w in found]


def _demoted(w: Witness) -> Witness:
    return replace(w, clean=False)


def _late(time: str, w: Witness) -> bool:
    return (days_between(time, w.article.published) or 0) > LATE_VOICE_DAYS


def _agreed_time(clean: Sequence[Witness]) -> str | None:
    """The earliest time that two honest sites agree on."""
    dated = sorted(clean, key=lambda w: moment_key(w.article.published))
    for a, b in pairwise(dated):
        near = days_between(a.article.published, b.article.published)
        if near is not None and near <= LATE_VOICE_DAYS and a.article.site != b.article.site:
            return a.article.published
    return None


def captured_soon(w: Witness) -> bool:
    """Whether the page was captured within a day of the time that it claims."""
    apart = days_between(w.article.published, w.article.captured)
    return apart is not None and 0 <= apart <= 1


def moment_key(text: str | None) -> float:
    """A number to sort times by; what is no time comes last."""
    found = moment(text)
    return found.timestamp() if found else float("inf")


def families(found: Sequence[Witness]) -> dict[int, int]:
    """For each witness's index the number of its family, whose members count as one voice.

    Each honest outlet had the story from where it was filed, and is a voice. Of the others those that are the same as
    found are one voice, and so are those into which the same was written; one with an honest copy's words adds none.
    """
    if len(found) == 1:
        return {found[0].index: 0}
    by_voice: dict[tuple[str, object], int] = {}
    out: dict[int, int] = {}
    for w in sorted(found, key=lambda w: (not w.clean, w.key)):
        same_words = w.words.ids.tobytes()
        voices: list[tuple[str, object]] = [("site", w.article.site or w.article.url or w.article.name)]
        if w.clean:
            by_voice.setdefault(("honest words", same_words), len(out))
        else:
            voices = [("honest words", same_words), ("as found", w.found.ids.tobytes())]
            voices += [("brand", b) for b in sorted(w.brands())]
        number = min((by_voice[v] for v in voices if v in by_voice), default=len(out))
        out[w.index] = number
        for v in voices:
            if w.clean or v[0] != "honest words":
                by_voice.setdefault(v, number)
    return out
