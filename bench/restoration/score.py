"""The scorer: stories held against what was filed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

from bench.farm.label import Clean, Part
from copydesk.inspection import inspect
from copydesk.record import Check, Cluster, Pickup, Reading, Story
from copydesk.restoration import restore_story
from copydesk.text.times import day
from copydesk.text.words import words
from copydesk.tracing import trace

from .generate import Filed, round_up, stories

Figures = dict[str, float]


class Tally:
    """Shares by name, and what went wrong by name, to look at."""

    def __init__(self, whole: Figures) -> None:
        self.whole = whole
        self.hits: dict[str, list[bool]] = defaultdict(list)
        self.wrong: dict[str, list[str]] = defaultdict(list)

    def add(self, name: str, hit: bool, what: str = "") -> None:
        """Count one; `what` is kept where it went wrong."""
        self.hits[name].append(hit)
        if not hit:
            self.wrong[name].append(what)

    def figures(self) -> Figures:
        """The shares, and of how many."""
        out: Figures = dict(self.whole)
        for name, hits in sorted(self.hits.items()):
            out[name] = sum(hits) / len(hits)
            out[f"{name}, of"] = len(hits)
        return out


def score(articles: list[Clean], part: Part, seed: int) -> Tally:
    """Generate, inspect, trace, restore, and hold the stories against what was filed."""
    filed = list(stories(articles, part, seed))
    rng = Random(f"round-ups-{part}-{seed}")  # noqa: S311
    pages: list[tuple[str, Reading]] = [(s.key, r) for s in filed for r in s.readings]
    for number in range(len(filed) // 10):
        name = f"digest-{number}"
        pages.append((name, round_up(rng.sample(filed, 5), part, rng, name)))
    rng.shuffle(pages)
    checked = list(inspect([reading for _, reading in pages]))
    truth = {c.article.name: key for c, (key, _) in zip(checked, pages, strict=True)}
    clusters = list(trace(checked))
    precision, recall = b_cubed([[m.article.name for m in c.members] for c in clusters], truth)
    tally = Tally(
        {"B³ precision": precision, "B³ recall": recall, "B³ F1": 2 * precision * recall / (precision + recall)}
    )
    by_key = {s.key: s for s in filed}
    told = [(c, restore_story(c)) for c in clusters]
    for key, story in by_key.items():
        mine = [(sum(truth[m.article.name] == key for m in c.members), n) for n, (c, _) in enumerate(told)]
        held, best = max(mine)
        if held:
            _hold(tally, story, *told[best])
    return tally


def _hold(tally: Tally, filed: Filed, cluster: Cluster, story: Story) -> None:
    same = words(story.body).ids.tolist() == words("\n\n".join(filed.paragraphs)).ids.tolist()
    kind = "a clean copy" if filed.clean_copy else "every copy tampered" if not filed.honest else "honest copies edited"
    tally.add(f"text word for word, {kind}", same, filed.key)
    tally.add(
        "headline",
        words(story.headline).ids.tolist() == words(filed.headline).ids.tolist(),
        f"{filed.key}: {story.headline}",
    )
    if filed.agency is not None:
        tally.add("origin", story.origin is not None and story.origin.publisher == filed.agency, filed.key)
    elif filed.honest:
        tally.add("origin", story.origin is not None and story.origin.url == filed.origin_url, filed.key)
    if filed.honest:
        tally.add("published day", day(story.published) == filed.time.date().isoformat(), filed.key)
        for pickup in story.pickups:
            _hold_pickup(tally, filed, pickup)


def _hold_pickup(tally: Tally, filed: Filed, pickup: Pickup) -> None:
    called = any(f.check is Check.REDATED and f.accuses for f in pickup.findings)
    if pickup.name in filed.redated:
        tally.add("re-dating found", called, pickup.name)
    elif pickup.name in filed.honest:
        tally.add("honest copies not called re-dated", not called, pickup.name)


def b_cubed(clusters: Sequence[Sequence[str]], truth: dict[str, str]) -> tuple[float, float]:
    """B³ precision and recall: for each page the share of its cluster that is of its story, and the other way."""
    sizes = Counter(truth.values())
    precision = recall = 0.0
    for cluster in clusters:
        counts = Counter(truth[name] for name in cluster)
        precision += sum(n * n for n in counts.values()) / len(cluster)
        recall += sum(n * n / sizes[key] for key, n in counts.items())
    total = sum(sizes.values())
    return precision / total, recall / total
