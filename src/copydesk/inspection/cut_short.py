"""`cut-short`: the body, or the teasers of recommended items, stop in mid-sentence.

Evidence: the last paragraph has no end mark, and its last word leads on (`the`, `of`, `and`, a comma). A last
paragraph without an end mark alone is a suspicion: 40 of 1,149 honest bodies end on a list's last item. Teasers that
stop at the same length, most of them without an end mark or an ellipsis.
"""

from collections import Counter
from collections.abc import Iterator
from re import compile as re_compile

from copydesk.record import Check, Field, Finding, Span

from .case import Case

#: A shorter last paragraph is a line of its own: a name, a place, a heading.
LONG = 60
#: A last line with an address or a pipe is no prose.
_NO_PROSE = re_compile(r"https?:|www\.|@|\||/\w+/")
_LEADS_ON = re_compile(
    r"(?:\b(?:the|a|an|of|to|in|on|at|for|with|and|or|but|that|which|who|by|from|as|is|are|was|were|be|has|have|had|will|"
    r"would|said|their|his|its|her|our|my|der|die|das|und|oder|mit|von|für|le|la|les|des|et|de|el|los|y|con|para|que)|,)$"
)
_OPEN_END = re_compile(r"[^\W\d_]$")
#: Teasers that stop at one length: as many as these, of all at least this share.
TEASERS = 2
SHARE = 0.6


def check(case: Case) -> Iterator[Finding]:
    """At most one finding on the body and one on the teasers."""
    yield from _body(case)
    yield from _teasers(case)


def _body(case: Case) -> Iterator[Finding]:
    if not case.article.paragraphs:
        return
    last = case.article.paragraphs[-1]
    tail = last[-LONG:].rstrip()
    if len(last) < LONG or not (tail[-1:].isalnum() or tail[-1:] == ",") or _NO_PROSE.search(tail):
        return
    leads_on = _LEADS_ON.search(tail)
    if not leads_on and not _OPEN_END.search(tail):
        return
    body = case.article.body
    end = len(body)
    start = end - len(tail)
    evidence = ["the last paragraph has no end mark"]
    if leads_on:
        evidence.append(f"its last word, `{leads_on.group()}`, leads on")
    yield Finding(
        check=Check.CUT_SHORT,
        field=Field.BODY,
        span=Span(start, end),
        text=body[start:end],
        confidence=0.8 if leads_on else 0.2,
        evidence=tuple(evidence),
        message="The body stops in the middle of a sentence.",
    )


def _teasers(case: Case) -> Iterator[Finding]:
    if not case.article.recommended:
        return
    teasers = [item.teaser for item in case.article.recommended[:60] if item.teaser]
    open_ones = [teaser for teaser in teasers if _OPEN_END.search(teaser, max(0, len(teaser) - 2))]
    if len(open_ones) < TEASERS or len(open_ones) < SHARE * len(teasers):
        return
    length, times = Counter(map(len, teasers)).most_common(1)[0]
    if times < TEASERS:
        return
    yield Finding(
        check=Check.CUT_SHORT,
        field=Field.RECOMMENDED,
        text=open_ones[0],
        confidence=0.9 if case.farm >= 0.5 else 0.45,
        evidence=(f"{times} of {len(teasers)} teasers stop after exactly {length} characters, without an end mark",),
        message="The teasers of the recommended items are cut off at a fixed length.",
    )
