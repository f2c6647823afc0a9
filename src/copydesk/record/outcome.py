"""How an input ends: exactly one of stored, unchanged, refused(code), quarantined(code)."""

from collections import Counter
from enum import StrEnum

import msgspec


class Outcome(StrEnum):
    """The four ends of an input. Refused: nothing is kept. Quarantined: the bytes are kept, apart from the stories."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


class RefusalCode(StrEnum):
    """Why an input left the line. `docs/refusals.md` has a heading for each."""

    EMPTY = "empty"
    BINARY = "binary"
    NO_TEXT = "no-text"
    TRUNCATED = "truncated"
    TOO_LARGE = "too-large"
    TOO_COSTLY = "too-costly"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not-a-file"
    BAD_ROW = "bad-row"
    UNSUPPORTED = "unsupported"
    UNREAD = "unread"
    # What a container did not give
    DAMAGED = "damaged"
    NO_ORIGINAL = "no-original"
    UNSAFE_XML = "unsafe-xml"
    NOT_FETCHED = "not-fetched"
    # What the network did not give
    BAD_ADDRESS = "bad-address"
    NOT_PUBLIC = "not-public"
    ROBOTS = "robots"
    NO_ANSWER = "no-answer"
    TOO_SLOW = "too-slow"
    BAD_ANSWER = "bad-answer"
    HTTP_STATUS = "http-status"
    REDIRECTS = "redirects"
    ASK_LATER = "ask-later"
    OVER_BUDGET = "over-budget"


#: Codes whose bytes are worth keeping: a later version, or a person, may still make something of them.
QUARANTINED_CODES = frozenset({RefusalCode.TRUNCATED, RefusalCode.TOO_COSTLY, RefusalCode.UNREAD})


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """An input that left the line: what, why, where. `page` is the name that the source gave it."""

    page: str
    code: RefusalCode
    reason: str
    url: str | None = None

    @property
    def outcome(self) -> Outcome:
        """Refused, or quarantined where the bytes are kept."""
        return Outcome.QUARANTINED if self.code in QUARANTINED_CODES else Outcome.REFUSED

    def __str__(self) -> str:
        return f"{self.page}: {self.outcome.value}, {self.code.value}: {self.reason}"


class Account(msgspec.Struct, kw_only=True):
    """The account of one run. `stored + unchanged + refused + quarantined` is the number of inputs.

    `findings` counts accusing findings (confidence .5 or more) by check over the pages that this run stored; `stories`
    is how many stories the desk holds at the end, None where there is no desk.
    """

    stored: int = 0
    unchanged: int = 0
    refused: dict[str, int] = {}
    quarantined: dict[str, int] = {}
    findings: dict[str, int] = {}
    stories: int | None = None
    refusals: list[Refusal] = []

    @property
    def inputs(self) -> int:
        """How many inputs ended, in whichever way."""
        return self.stored + self.unchanged + sum(self.refused.values()) + sum(self.quarantined.values())

    def refuse(self, refusal: Refusal) -> None:
        """Count a refusal, and keep it for the person who gave the input."""
        counts = self.quarantined if refusal.outcome is Outcome.QUARANTINED else self.refused
        counts[refusal.code.value] = counts.get(refusal.code.value, 0) + 1
        self.refusals.append(refusal)

    def count_findings(self, checks: Counter[str]) -> None:
        """Add a page's accusing findings, by check."""
        for check, n in checks.items():
            self.findings[check] = self.findings.get(check, 0) + n
