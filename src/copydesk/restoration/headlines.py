"""The headline as filed, and what stands beside it in the copies."""

from collections import Counter
from collections.abc import Mapping, Sequence

from copydesk.text.words import Words, words

from .witnesses import Witness

#: A run of words that two headlines share is a headline of its own from this many words on, and only where it makes up
#: half of the shorter of the two.
LEAST_RUN = 4

#: Headlines of one story that are held against each other.
COMPARED = 40

_SEAMS = ":|-–—·•»«/"


def headline(found: Sequence[Witness], family: Mapping[int, int], preferred: Witness) -> str:
    """The headline that the honest witnesses agree on, else the one that the copies have in common."""
    named = [w for w in found if (w.checked.restored.headline or "").strip()]
    if not named:
        return preferred.checked.restored.headline or ""
    if len(named) == 1:
        return (named[0].checked.restored.headline or "").strip()
    clean = [w for w in named if w.clean]
    if clean:
        others = [w for w in named if not w.clean]
        best = _most_common(clean, family, preferred, others)
        return best if _supported(best, clean, others) else _common_run(others, family) or best
    return _common_run(named, family) or _most_common(named, family, preferred, [])


def _supported(best: str, clean: Sequence[Witness], others: Sequence[Witness]) -> bool:
    """Whether anybody else has the headline: one outlet alone may have written its own over the story."""
    ids = words(best).ids.tobytes()
    if len(clean) > 1 and sum(words(w.checked.restored.headline or "").ids.tobytes() == ids for w in clean) > 1:
        return True
    return any(ids in words(w.checked.restored.headline or "").ids.tobytes() for w in others)


def _most_common(
    found: Sequence[Witness], family: Mapping[int, int], preferred: Witness, others: Sequence[Witness]
) -> str:
    """The headline of most voices; what is even goes to the one that most of the `others` have within theirs."""
    heads: dict[bytes, set[int]] = {}
    texts: dict[bytes, str] = {}
    for w in sorted(found, key=lambda w: (w.index != preferred.index, w.key)):
        text = (w.checked.restored.headline or "").strip()
        key = words(text).ids.tobytes()
        heads.setdefault(key, set()).add(family[w.index])
        texts.setdefault(key, text)
    first = next(iter(heads))
    held = [words(w.checked.restored.headline or "").ids.tobytes() for w in others]
    return texts[max(heads, key=lambda k: (len(heads[k]), sum(k in h for h in held), k == first, texts[k]))]


def _common_run(found: Sequence[Witness], family: Mapping[int, int]) -> str | None:
    """The longest run of words that copies of different families share, where it is most of a headline."""
    families: dict[str, set[int]] = {}
    for w in sorted(found, key=lambda w: w.key):
        families.setdefault((w.checked.restored.headline or "").strip(), set()).add(family[w.index])
    # Of a story with more headlines the first ones will do: each pair is looked at.
    rows = [(text, words(text), theirs) for text, theirs in list(families.items())[:COMPARED]]
    votes: Counter[str] = Counter()
    for i, (text, in_a, mine) in enumerate(rows):
        for other, in_b, theirs in rows[i:]:
            pairs = len(mine) * len(theirs) - len(mine & theirs)
            pairs = pairs // 2 if other is text else pairs
            if pairs and (run := _shared_run(text, in_a, in_b)):
                votes[run] += pairs
    if not votes:
        return None
    return max(votes, key=lambda run: (votes[run], len(run), run))


def _shared_run(a: str, in_a: Words, in_b: Words) -> str | None:
    """The longest run of words that stands in both, as it is written in `a`."""
    start, size = _longest_common(in_a, in_b)
    if size < LEAST_RUN or size < 0.5 * min(len(in_a), len(in_b)):
        return None
    end = int(in_a.ends[start + size - 1])
    while end < len(a) and not a[end].isspace() and a[end] in "?!.)’”'\"…":
        end += 1
    first = int(in_a.starts[start])
    while first > 0 and a[first - 1] in "(“‘'\"¿¡$€£":
        first -= 1
    return a[first:end]


def _longest_common(a: Words, b: Words) -> tuple[int, int]:
    best = (0, 0)
    before = [0] * (len(b) + 1)
    b_ids = b.ids.tolist()
    for i, word in enumerate(a.ids.tolist()):
        now = [0] * (len(b) + 1)
        for j, other in enumerate(b_ids):
            if word == other:
                now[j + 1] = before[j] + 1
                if now[j + 1] > best[1]:
                    best = (i - now[j + 1] + 1, now[j + 1])
        before = now
    return best


def around(story: str, as_found: str) -> list[tuple[int, int]]:
    """Spans of `as_found` that stand before and behind the story's headline in it, separators with them.

    Empty where the headline does not stand there word for word, or where nothing but punctuation is around it.
    """
    inner, outer = words(story), words(as_found)
    if len(inner) < LEAST_RUN or len(outer) <= len(inner):
        return []
    start, size = _longest_common(outer, inner)
    if size != len(inner):
        return []
    spans = []
    if start > 0:
        spans.append((0, int(outer.starts[start])))
    if start + size < len(outer):
        first = as_found.find(story)
        end = first + len(story) if first >= 0 else int(outer.ends[start + size - 1])
        spans.append((end, len(as_found)))
    return [(a, b) for a, b in spans if _has_seam(as_found[a:b], before=a == 0)]


def _has_seam(piece: str, *, before: bool) -> bool:
    """Whether a separator stands between the headline and the piece: without one it may be a longer headline."""
    end = piece.rstrip()[-1:] if before else piece.lstrip()[:1]
    return bool(end) and end in _SEAMS
