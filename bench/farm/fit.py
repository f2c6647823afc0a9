"""Fits the logistic weights that ship with the package, on pages of the develop part alone."""

from collections.abc import Iterable, Iterator

import numpy as np

from copydesk.inspection.alone import Kind, candidates
from copydesk.inspection.case import Case
from copydesk.inspection.names import agreed_numbers
from copydesk.inspection.occurrences import Touch, occurrences
from copydesk.inspection.suspects import suspects
from copydesk.inspection.weights import Weights
from copydesk.record import Reading

from .label import Injection, Label

#: Strength of the pull towards zero; the fit hardly changes between .3 and 3.
RIDGE = 1.0
_ROUNDS = 60

Row = tuple[tuple[float, ...], bool]


def fit(labels: Iterable[Label]) -> Weights:
    """Weights for each way in which a name meets its neighbours."""
    rows: dict[str, list[Row]] = {name: [] for name in (*(kind.name.lower() for kind in Kind), "agreed")}
    for label in labels:
        case = Case(Reading(article=label.article, furniture=label.furniture))
        for candidate in candidates(case.names):
            row = candidate.numbers, _hit(candidate.start, candidate.end, label.injections)
            rows[candidate.kind.name.lower()].append(row)
        rows["agreed"].extend(_agreed(case, label))
    return Weights(**{name: logistic(found) for name, found in rows.items()})


def logistic(rows: list[Row]) -> tuple[float, ...]:
    """Newton's method on the ridge logistic; the constant comes last."""
    x = np.array([(*numbers, 1.0) for numbers, _ in rows])
    y = np.array([float(hit) for _, hit in rows])
    weights = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - RIDGE * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return tuple(round(float(w), 3) for w in weights)


def _agreed(case: Case, label: Label) -> Iterator[Row]:
    for suspect in suspects(case):
        found = occurrences(case.body.lower, suspect.name)
        for at in found:
            if at.touch is Touch.FREE:
                numbers = agreed_numbers(case.names, at.start, at.end, len(found), suspect.where)
                yield numbers, _hit(at.start, at.end, label.injections)


def _hit(start: int, end: int, injections: tuple[Injection, ...]) -> bool:
    return any(start < injection.end and injection.start < end for injection in injections)
