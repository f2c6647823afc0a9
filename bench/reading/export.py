"""From trained trees and word weights to the one file in the package."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.generic]]
#: Words whose weight is less say nothing that the features could tell from noise.
LEAST = 0.02


def save(
    path: Path,
    names: Mapping[str, float],
    texts: Mapping[str, float],
    stages: Mapping[str, tuple[Sequence[str], Sequence[Any]]],
) -> None:
    """Write the weights: `stages` gives for `first` and `second` the features' names and the CatBoost models."""
    out: Arrays = {}
    _vocabulary(out, "names", names)
    _vocabulary(out, "texts", texts)
    for stage, (features, models) in stages.items():
        out[f"{stage}_features"] = _lines(features)
        out[f"{stage}_count"] = np.array(len(models))
        for number, model in enumerate(models):
            _trees(out, f"{stage}{number}", model)
    np.savez_compressed(path, allow_pickle=False, **out)


def _lines(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _vocabulary(out: Arrays, name: str, weights: Mapping[str, float]) -> None:
    kept = sorted((w, v) for w, v in weights.items() if abs(v) >= LEAST and "\n" not in w)
    scale = max(abs(v) for _, v in kept) / 127
    whole = [(w, round(v / scale)) for w, v in kept]
    out[name] = _lines([w for w, n in whole if n])
    out[f"{name}_weights"] = np.array([n for _, n in whole if n], dtype=np.int8)
    out[f"{name}_scale"] = np.array(scale)


def _trees(out: Arrays, name: str, model: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        stored = json.loads(path.read_text())
    trees = stored["oblivious_trees"]
    levels = max(len(tree["splits"]) for tree in trees)
    feature = np.zeros((levels, len(trees)), dtype=np.uint8)
    border = np.full((levels, len(trees)), np.inf, dtype=np.float32)
    leaves = np.zeros((len(trees), 2**levels))
    for number, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            feature[level, number] = split["float_feature_index"]
            border[level, number] = split["border"]
        leaves[number, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = stored["scale_and_bias"]
    leaves *= scale
    step = np.abs(leaves).max() / 32767
    out[f"{name}_feature"], out[f"{name}_border"] = feature, border
    out[f"{name}_leaves"] = np.round(leaves / step).astype(np.int16)
    out[f"{name}_scale"] = np.array(step)
    out[f"{name}_bias"] = np.array(bias[0] if isinstance(bias, list) else bias)
