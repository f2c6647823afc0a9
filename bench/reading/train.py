"""`python -m bench.reading.train --out FILE`: learn the weights of `src/copydesk/reading/body.npz` again.

Needs catboost, scikit-learn and scipy beside the project's own dependencies, and some twenty minutes of two cores.
Learned from is the training side of `pages.py` alone. Every score that a later step sees is out of fold: word weights,
then the first stage's trees, then the second's, each over the same five folds of publishers and hosts, so that the
second stage learns how the first errs on pages that it does not know. All seeds are fixed.

The weights in the package (November 2026) were learned by these steps while they were still loose scripts, with another
draw of the rare blocks; runs differ by about .003 in F1, so a new file is taken only if the benchmark says so.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped,unused-ignore]
from selectolax.lexbor import LexborHTMLParser
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,unused-ignore]

from copydesk.reading.dom import Outline, outline
from copydesk.reading.features import Hints, Sight, look
from copydesk.reading.features_again import look_again
from copydesk.reading.features_table import AGAIN, FIRST, Floats, Rows
from copydesk.reading.html import hints
from copydesk.reading.structured import collect
from copydesk.reading.vocabulary import Vocabulary, name_tokens, text_tokens

from .export import save
from .label import Labels, label
from .pages import FOLDS, Example, examples, scorer, training

#: Two sets of trees vote at each stage. Rounds, rate, regularisation, borders, share of rows, share of features, seed;
#: those after the first are more cautious. Publishers' pages count double in them: there are four times as many others.
FIRST_TREES = ((200, 0.08, 5, 64, 0.8, 0.5, 0, 1.0), (250, 0.06, 8, 32, 0.7, 0.3, 7, 2.0))
SECOND_TREES = ((200, 0.06, 8, 32, 0.7, 0.3, 11, 2.0), (200, 0.06, 8, 32, 0.7, 0.3, 12, 2.0))
DEPTH = 6
#: Of blocks that are neither the story's, nor in the page's main container, nor long, one in so many is learned from.
RARELY = 8


@dataclass(frozen=True)
class Lesson:
    """One page to learn from: its blocks, which of them are the story's, and how well that choice itself scores."""

    page: Example
    outline: Outline
    labels: Labels
    sound: float
    hints: Hints

    @property
    def words(self) -> NDArray[np.float64]:
        return np.array([text.count(" ") + 1 for text in self.outline.texts], dtype=np.float64)


Tokens = Callable[[Lesson], list[tuple[str, ...]]]


def main() -> None:
    """Learn, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=int, help="at most so many pages, to try the way")
    asked = parser.parse_args()
    lessons = [prepare(page) for page in training(examples())[: asked.pages]]
    lessons = [each for each in lessons if each.outline.texts]
    vocabulary = learn_words(lessons)
    by_fold = [learn_words([x for x in lessons if x.page.fold != fold]) for fold in range(FOLDS)]
    sights = [Sight(x.outline, by_fold[x.page.fold], x.hints) for x in lessons]
    rows = [look(sight) for sight in sights]
    kept = [_kept(x, r) for x, r in zip(lessons, rows, strict=True)]
    first, scores = learn_stage(lessons, rows, kept, FIRST_TREES, FIRST)
    for each in zip(sights, rows, scores, strict=True):
        look_again(*each)
    second, _ = learn_stage(lessons, rows, kept, SECOND_TREES, FIRST + AGAIN)
    stages = {"first": (FIRST, first), "second": (FIRST + AGAIN, second)}
    save(asked.out, vocabulary.names, vocabulary.texts, stages)


def prepare(page: Example) -> Lesson:
    """A page with its labels and hints."""
    tree = LexborHTMLParser(page.content)
    blocks = outline(tree)
    labels, sound = label(scorer(), blocks.texts, page.body)
    witness = (collect(tree, page.url).article or {}).get("articleBody")
    return Lesson(page, blocks, labels, sound, hints(tree, witness if isinstance(witness, str) else None))


def learn_words(lessons: Sequence[Lesson]) -> Vocabulary:
    """Weights for words in names and in texts; a word counts that stands on pages of three or four groups."""
    return Vocabulary(
        _regression(lessons, _path_names, groups=3, strength=0.02),
        _regression(lessons, lambda x: [text_tokens(t) for t in x.outline.texts], groups=4, strength=0.03),
    )


def _path_names(lesson: Lesson) -> list[tuple[str, ...]]:
    """For each block the words in the names of all elements around it."""
    page = lesson.outline
    along: list[tuple[str, ...]] = []
    tokens = [name_tokens(names) for names in page.names]
    for above, named in zip(page.parent, page.named, strict=True):
        along.append((along[above] if above >= 0 else ()) + tokens[named])
    return [along[element] for element in page.element]


def _regression(lessons: Sequence[Lesson], tokens: Tokens, groups: int, strength: float) -> dict[str, float]:
    seen: defaultdict[str, set[str]] = defaultdict(set)
    found = [tokens(x) for x in lessons]
    for lesson, blocks in zip(lessons, found, strict=True):
        for word in {w for block in blocks for w in block}:
            seen[word].add(lesson.page.group)
    number = {w: n for n, w in enumerate(sorted(w for w, where in seen.items() if len(where) >= groups))}
    columns: list[int] = []
    values: list[int] = []
    ends = [0]
    for blocks in found:
        for block in blocks:
            counts = Counter(number[w] for w in block if w in number)
            columns += counts.keys()
            values += counts.values()
            ends.append(len(columns))
    table = csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(number)), dtype=np.float64)
    weights = [np.sqrt(x.words) / np.sqrt(x.words).sum() * 50 for x in lessons]
    model = LogisticRegression(C=strength, max_iter=60, solver="lbfgs")
    model.fit(table, np.concatenate([x.labels for x in lessons]).astype(int), sample_weight=np.concatenate(weights))
    return {word: float(model.coef_[0][n]) for word, n in number.items()}


def _kept(lesson: Lesson, rows: Rows) -> NDArray[np.int64]:
    """The blocks to learn from: all that could be the story's, and some of the rest."""
    at = np.arange(len(lesson.labels))
    return np.flatnonzero(_likely(lesson, rows) | (at % RARELY == 0))


def _likely(lesson: Lesson, rows: Rows) -> Labels:
    likely: Labels = lesson.labels | (rows["in_deep"] > 0) | (rows["size"] >= 60)
    return likely


def _weights(lesson: Lesson, rows: Rows, publishers: float) -> NDArray[np.float64]:
    """Each page weighs the same; within it, half by words and half by their root, so that short blocks count too."""
    words = lesson.words
    weight = words / words.sum() + np.sqrt(words) / np.sqrt(words).sum()
    weight = weight / weight.sum() * (1.0 if lesson.sound > 0.97 else 0.5)
    weight[~_likely(lesson, rows)] *= RARELY / 2
    weighed: NDArray[np.float64] = weight * (publishers if lesson.page.corpus == "fundus" else 1.0)
    return weighed


def learn_stage(
    lessons: Sequence[Lesson],
    rows: Sequence[Rows],
    kept: Sequence[NDArray[np.int64]],
    recipes: Sequence[tuple[int, float, int, int, float, float, int, float]],
    features: Sequence[str],
) -> tuple[list[Any], list[Floats]]:
    """Trees learned from all pages, and for each page the mean chance by trees that were not taught its fold."""
    tables = [r.table[: len(features)].T for r in rows]
    scores = [np.zeros(len(x.labels), dtype=np.float32) for x in lessons]
    models = []
    for recipe in recipes:
        weights = [_weights(x, r, recipe[-1]) for x, r in zip(lessons, rows, strict=True)]

        def learn(chosen: Sequence[int], recipe: Any = recipe, weights: Any = weights) -> Any:
            table = np.concatenate([tables[n][kept[n]] for n in chosen])
            labels = np.concatenate([lessons[n].labels[kept[n]] for n in chosen]).astype(int)
            weight = np.concatenate([weights[n][kept[n]] for n in chosen])
            return _trees(recipe).fit(Pool(table, labels, weight=np.minimum(weight / weight.mean(), 8)))

        for fold in range(FOLDS):
            model = learn([n for n, x in enumerate(lessons) if x.page.fold != fold])
            for n in (n for n, x in enumerate(lessons) if x.page.fold == fold):
                scores[n] += model.predict_proba(tables[n])[:, 1].astype(np.float32) / np.float32(len(recipes))
        models.append(learn(range(len(lessons))))
    return models, scores


def _trees(recipe: tuple[int, float, int, int, float, float, int, float]) -> CatBoostClassifier:
    rounds, rate, smooth, borders, blocks, features, seed, _ = recipe
    return CatBoostClassifier(
        iterations=rounds, learning_rate=rate, l2_leaf_reg=smooth, border_count=borders, subsample=blocks, rsm=features,
        random_seed=seed, depth=DEPTH, bootstrap_type="Bernoulli", thread_count=1, verbose=False,
        allow_writing_files=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
