"""Scores of one system on many pages, in the measure of the article-extraction-benchmark."""

from dataclasses import dataclass, field
from types import ModuleType

from .pages import Example

META = ("headline", "byline", "published")


@dataclass
class Tally:
    """Sums over the pages of one set that one system has answered."""

    pages: int = 0
    exact: int = 0
    right: float = 0.0
    wrong: float = 0.0
    missed: float = 0.0
    seconds: float = 0.0
    slowest: float = 0.0
    said: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def add(self, measure: ModuleType, page: Example, text: str, seconds: float) -> None:
        """Count one answer."""
        right, wrong, missed = measure.overlap(page.body, text)
        self.pages += 1
        self.right += right
        self.wrong += wrong
        self.missed += missed
        self.exact += measure.WORD.findall(page.body) == measure.WORD.findall(text)
        self.seconds += seconds
        self.slowest = max(self.slowest, seconds)

    def add_meta(self, measure: ModuleType, page: Example, headline: str, byline: list[str], published: str) -> None:
        """Count one answer's headline, byline and day, where the truth has them; names invented where it has none."""
        truth = page.truth
        fold = measure.fold
        if truth.get("title"):
            self._meta("headline", fold(truth["title"]) == fold(headline))
        authors = truth.get("author")
        if isinstance(authors, list) and authors:
            self._meta("byline", {fold(a) for a in authors} == {fold(a) for a in byline})
        elif page.corpus == "fundus":
            self._meta("no byline invented", not byline)
        if truth.get("date"):
            self._meta("published", str(truth["date"])[:10] == published[:10])

    def _meta(self, name: str, good: object) -> None:
        self.asked[name] = self.asked.get(name, 0) + 1
        self.said[name] = self.said.get(name, 0) + bool(good)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def row(self) -> dict[str, float | int]:
        """The figures as the report has them."""
        figures: dict[str, float | int] = {
            "pages": self.pages,
            "f1": round(self.f1, 4),
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "exact": round(self.exact / self.pages, 4) if self.pages else 0.0,
            "pages_per_cpu_second": round(self.pages / self.seconds, 1) if self.seconds else 0.0,
            "slowest_cpu_seconds": round(self.slowest, 4),
        }
        return figures | {name: round(self.said[name] / asked, 4) for name, asked in self.asked.items()}
