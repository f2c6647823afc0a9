"""`hidden-text`: text that a reader cannot see, and letters that look like others.

Evidence: zero-width or bidi controls between two Latin letters of one word (on 1,149 honest pages of the reading
corpora none, soft hyphens left aside, which outlets set by the hundred); a word of Latin letters with letters of
another alphabet among them that look alike (none, phonetic letters left aside); texts that the page hides from readers,
which honest pages do too, so that they are a suspicion unless they hold a name that was written in.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from re import Match
from re import compile as re_compile

from copydesk.record import Check, Field, Finding, Span, field_text
from copydesk.text.folding import fold, places

from .case import Case
from .suspects import suspects

_LATIN = "A-Za-z\u00c0-\u024f"
_UNSEEN = "\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0020-\U000e007f"
_ONE_UNSEEN = re_compile(f"[{_UNSEEN}]")
_INSIDE = re_compile(f"[{_UNSEEN}](?<=[{_LATIN}][{_UNSEEN}])[{_UNSEEN}]{{0,15}}(?=[{_LATIN}])")
_UNSEEN_LETTERS = frozenset(chr(code) for code in range(0x2000, 0x2070) if _ONE_UNSEEN.match(chr(code))) | {
    "\u034f",
    "\u061c",
    "\u180e",
    "\ufeff",
    *map(chr, range(0xE0020, 0xE0080)),
}
_OF_ANOTHER_ALPHABET = re_compile("[\u0370-\u03ff\u0400-\u052f]")
#: Content systems leave byte order marks inside words: on two words of one honest page of 1,149.
BYTE_ORDER_MARK = "\ufeff"
#: Of signs inside a word: so that where a written-in name holds them, the name's own finding is the surer one, and its
#: repair stands.
SURE = 0.79
#: Findings of a kind given on a page; a page that hides more is told by these.
MOST = 20
#: Code points of a hidden text that are shown.
SHOWN = 160


def check(case: Case) -> Iterator[Finding]:
    """Findings in headline and body, then the texts that the page hides."""
    for field, folded in ((Field.HEADLINE, case.headline), (Field.BODY, case.body)):
        if folded.pieces is not None:
            text = field_text(case.article, field)
            yield from _unseen(text, folded.letters, field)
            yield from _look_alikes(text, folded.mixed, field)
    yield from _hidden(case)


def _unseen(text: str, letters: frozenset[str], field: Field) -> Iterator[Finding]:
    for match in islice(_inside(text, letters), MOST):
        if match.group() == BYTE_ORDER_MARK:
            continue
        codes = ", ".join(f"U+{ord(letter):04X}" for letter in match.group())
        around = fold(text[max(0, match.start() - 12) : match.end() + 12]).text
        yield _finding(field, Span(*match.span()), match.group(), "", SURE, (f"{codes} inside a word, in `{around}`",))


def _inside(text: str, letters: frozenset[str]) -> Iterator[Match[str]]:
    """The unseen signs inside words, those in a row together; only where `letters`, its unusual ones, are such."""
    done = 0
    for at in sorted(chain.from_iterable(places(text, sign) for sign in letters & _UNSEEN_LETTERS)):
        match = _INSIDE.match(text, at) if at >= done else None
        if match:
            done = match.end()
            yield match


def _look_alikes(text: str, mixed: Iterable[Span], field: Field) -> Iterator[Finding]:
    for span in islice(mixed, MOST):
        word = text[span.start : span.end]
        shown = fold(word).text
        foreign = _OF_ANOTHER_ALPHABET.search(word) is not None and len(word) > 2
        evidence = (f"`{shown}` is written with letters of another alphabet that look alike",)
        yield _finding(field, span, word, shown if foreign else None, SURE if foreign else 0.2, evidence)


def _hidden(case: Case) -> Iterator[Finding]:
    """One finding for all that is hidden; on the text that holds a written-in name, where one does."""
    hidden = case.reading.furniture.hidden[:MOST]
    if not hidden:
        return
    sure = [suspect.name for suspect in case.once(suspects) if suspect.sure]
    telling = [(text, name) for text in hidden for name in sure if name in fold(text).lower]
    evidence = [f"the page holds {len(hidden)} texts that it shows to no reader"]
    evidence += [f"one holds `{name}`, which was put to the headline" for _, name in telling[:3]]
    yield Finding(
        check=Check.HIDDEN_TEXT,
        field=Field.LAYOUT,
        text=(telling[0][0] if telling else hidden[0])[:SHOWN],
        confidence=0.9 if telling else 0.05,
        evidence=tuple(evidence),
        message="The page holds text that its readers cannot see.",
    )


def _finding(
    field: Field, span: Span, text: str, repair: str | None, confidence: float, evidence: tuple[str, ...]
) -> Finding:
    return Finding(
        check=Check.HIDDEN_TEXT,
        field=field,
        span=span,
        text=text,
        repair=repair,
        confidence=confidence,
        evidence=evidence,
        message="A word is written with signs that a reader does not see as such.",
    )
