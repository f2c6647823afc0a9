"""Pickups as evidence for the text: what each one says, and how far it is to be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from copydesk.record import Article, Check, Checked, accusing
from copydesk.text.words import Words, words

#: Findings that speak against a page's honesty. A foreign line, a cut end or odd links happen to honest outlets too.
_DISHONEST = frozenset(
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
    """One pickup. `text` is its body with inspection's repairs, `clean` that nothing speaks against its honesty."""

    index: int
    checked: Checked
    clean: bool

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

    def brands(self) -> frozenset[str]:
        """What inspection says was written into the page: copies that carry the same come from one hand."""
        return frozenset(
            f.text.strip().casefold()
            for f in accusing(self.checked.findings)
            if f.check is Check.INJECTED_TEXT and f.text.strip()
        )


def witnesses(members: Sequence[Checked]) -> list[Witness]:
    """The members as witnesses, in their order."""
    return [
        Witness(i, member, not any(f.check in _DISHONEST for f in accusing(member.findings)))
        for i, member in enumerate(members)
    ]


def families(found: Sequence[Witness]) -> dict[int, int]:
    """For each witness's index the number of its family, whose members count as one voice.

    Copies with the same words are one voice; so are tampered copies into which the same was written.
    """
    by_voice: dict[object, int] = {}
    out: dict[int, int] = {}
    for w in sorted(found, key=lambda w: w.key):
        voices: list[object] = [w.words.ids.tobytes()]
        if not w.clean:
            voices += [("brand", b) for b in sorted(w.brands())]
        number = min((by_voice[v] for v in voices if v in by_voice), default=len(out))
        out[w.index] = number
        for v in voices:
            by_voice.setdefault(v, number)
    return out
