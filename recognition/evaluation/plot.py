"""Error rates as a picture: the ROC, and how the scores lie."""

import io
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from recognition import errors
from recognition.evaluation import metrics
from recognition.evaluation.metrics import Trials
from recognition.evaluation.rates import Rate

# Okabe and Ito's palette, told apart by colour-blind readers (jfly.uni-koeln.de/color).
_KINDS = ("#0072B2", "#D55E00")  # same person, different people
_CURVES = ("#0072B2", "#009E73", "#CC79A7")
_GRID = "#D0D0D0"

_SIZE = (10.0, 4.2)  # inches
_DPI = 110
_POINTS = 400
_BINS = 60
_LOWEST = -0.5  # score; photos without a face are below
_LOWEST_FAR = 1e-4  # below, single pairs make the curve
_NARROWEST = 0.1  # of the histogram, where all scores are alike
_ROOM = 0.02  # below the lowest point
_HEADROOM = 1.25  # for the legend, over the highest bar


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve:
    """Scores, and the rates that are marked on their curve: by FAR, None for too few to say."""

    trials: Trials
    frr_at: Mapping[float, Rate | None]


def check(path: Path) -> None:
    """Raise `PlotUnwritable` when a picture cannot be put there."""
    if path.is_dir():
        raise errors.PlotUnwritable(path=path, reason="is a folder")
    if path.exists() and not path.is_file():
        raise errors.PlotUnwritable(path=path, reason="is not a file")
    if not path.parent.is_dir():
        raise errors.PlotUnwritable(path=path, reason=f"there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise errors.PlotUnwritable(path=path, reason=f"{path.parent} may not be written to")


def draw(title: str, curves: Mapping[str, Curve], *, accept_score: float | None) -> bytes:
    """Return a PNG: the named curves, and how the scores of the last one lie.

    Raises `NothingToDraw` when any has no genuine or no impostor scores.
    """
    for curve in curves.values():
        if not len(curve.trials.genuine) or not len(curve.trials.impostor):
            raise errors.NothingToDraw
    figure = Figure(figsize=_SIZE, dpi=_DPI, layout="constrained")
    left, right = figure.subplots(1, 2)
    printable = title.encode("utf-8", "replace").decode("utf-8")
    figure.suptitle(printable, parse_math=False)
    _roc(left, curves)
    *_, (name, last) = curves.items()
    _histogram(right, name, last.trials, accept_score)
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def save(path: Path, picture: bytes) -> None:
    """Write whole or not at all. Raises `PlotUnwritable`."""
    check(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            draft = Path(scratch) / path.name
            draft.write_bytes(picture)
            draft.replace(path)
    except OSError as error:
        raise errors.PlotUnwritable(path=path, reason=error.strerror or str(error)) from error


def _roc(axes: Axes, curves: Mapping[str, Curve]) -> None:
    lowest = 1.0
    for (name, curve), colour in zip(curves.items(), _CURVES, strict=False):
        far, frr = metrics.curve(curve.trials, _POINTS)
        shown = far >= _LOWEST_FAR
        lowest = min(lowest, *(1 - frr[shown]))
        marked = {at: 1 - rate.value for at, rate in curve.frr_at.items() if rate is not None}
        texts = [f"{_percent(share)} at FAR {_percent(at)}" for at, share in marked.items()]
        label = "\n".join([name, *texts])
        axes.plot(far[shown], 1 - frr[shown], color=colour, label=label, drawstyle="steps-post")
        axes.plot(list(marked), list(marked.values()), "o", color=colour)
    axes.set_xscale("log")
    axes.set_ylim(lowest - _ROOM, 1 + _ROOM / 4)
    axes.set_title("ROC", fontsize="medium")
    axes.set_xlabel("FAR: other people accepted")
    axes.set_ylabel("1 − FRR: accepted as themselves")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(_percent))
    axes.grid(color=_GRID, linewidth=0.5)
    axes.legend(loc="lower right")


def _histogram(axes: Axes, name: str, trials: Trials, accept_score: float | None) -> None:
    scores = np.concatenate([trials.genuine, trials.impostor])
    lowest = max(scores.min(), _LOWEST)
    bins = np.linspace(lowest, max(scores.max(), lowest + _NARROWEST), _BINS + 1).tolist()
    kinds = (("same person", trials.genuine), ("different people", trials.impostor))
    for (kind, values), colour in zip(kinds, _KINDS, strict=True):
        weights = np.full(len(values), 1 / len(values))
        label = f"{kind} ({len(values):,})"
        axes.hist(values, bins, weights=weights, color=colour, alpha=0.6, label=label)
    if accept_score is not None:
        label = f"accept_score {accept_score:g}"
        axes.axvline(accept_score, color="#333333", linestyle="--", label=label)
    axes.set_title(f"Scores: {name}", fontsize="medium")
    axes.set_xlabel("score")
    axes.set_ylabel("share of comparisons")
    axes.yaxis.set_major_formatter(FuncFormatter(_percent))
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_ylim(0, axes.get_ylim()[1] * _HEADROOM)
    axes.legend(loc="upper left", frameon=False)


def _percent(value: float, _: object = None) -> str:
    return f"{value * 100:.4g} %"
