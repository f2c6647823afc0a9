"""The pages with truth, and how they are parted into training and test.

The parting is by a hash of the publisher (fundus) or host (wcxb), never by page, so that no layout stands on both
sides: half of fundus's publishers and a third of wcxb's hosts are test, the whole of aeb is test, and no host of aeb is
trained on. What is reported is read off the test side; what is tuned, off five folds of the other.
"""

import gzip
import hashlib
import importlib.util
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

SHARED = Path(__file__).resolve().parents[2] / "../shared"
CORPORA = SHARED / "corpora"
SETS = ("aeb", "fundus", "wcxb")
FOLDS = 5


@dataclass(frozen=True)
class Example:
    """One page with its true body. `group` is what must not stand on both sides of a parting."""

    corpus: str
    key: str
    path: Path
    url: str
    body: str
    group: str
    truth: dict[str, object]

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @property
    def is_test(self) -> bool:
        """Whether the page is kept for reporting."""
        parts = {"aeb": 1, "fundus": 2, "wcxb": 3}[self.corpus]
        return _number("split:" + self.group) % parts == 0

    @property
    def fold(self) -> int:
        return _number(self.group) % FOLDS

    @cached_property
    def content(self) -> bytes:
        return gzip.decompress(self.path.read_bytes())


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def examples() -> list[Example]:
    """All pages of the three sets, in their files' order."""
    found = []
    for key, value in json.loads((CORPORA / "aeb/ground-truth.json").read_text()).items():
        path = CORPORA / f"aeb/html/{key}.html.gz"
        found.append(Example("aeb", key, path, value.get("url") or "", value["articleBody"], "aeb", {}))
    for corpus in ("fundus", "wcxb"):
        for line in (CORPORA / corpus / "records.jsonl").read_text().split("\n")[:-1]:
            record = json.loads(line)
            host = (urlsplit(record["url"]).hostname or record["id"]).removeprefix("www.")
            group = record["publisher"] if corpus == "fundus" else host
            path = CORPORA / corpus / record["file"]
            found.append(Example(corpus, record["id"], path, record["url"], record["body"] or "", group, record))
    return found


def training(every: list[Example]) -> list[Example]:
    """The pages that may be learned from: not kept for the test, and of no host that aeb has."""
    hosts = {page.host for page in every if page.corpus == "aeb"}
    return [page for page in every if not page.is_test and page.host not in hosts]


def scorer() -> ModuleType:
    """The measure that all figures are given in: `score_reading.py` beside the corpora."""
    spec = importlib.util.spec_from_file_location("score_reading", SHARED / "score_reading.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED / "score_reading.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages_hash(pages: list[Example]) -> str:
    """One hash over the bytes of all pages, by their order."""
    whole = hashlib.sha256()
    for page in pages:
        whole.update(hashlib.sha256(page.path.read_bytes()).digest())
    return whole.hexdigest()
