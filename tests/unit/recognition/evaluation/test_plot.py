"""The picture is a PNG that shows the scores, written whole or not at all."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recognition import errors
from recognition.evaluation import metrics, plot
from recognition.evaluation.plot import Curve
from recognition.evaluation.rates import Rate


def curve(genuine, impostor, marked=None):
    trials = metrics.trials(np.array(genuine), np.array(impostor))
    rate = None if marked is None else Rate(value=marked, interval=None, threshold=0.5)
    return Curve(trials=trials, frr_at={0.01: rate})


def apart(distance, marked=0.1):
    random = np.random.default_rng(0)
    genuine, impostor = random.normal(distance, 0.1, 2_000), random.normal(0, 0.1, 2_000)
    return curve(genuine, impostor, marked)


def pixels(png):
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGB"))


@pytest.fixture(scope="module")
def drawn():
    by_name = {"one photo": apart(0.4), "templates": apart(0.6)}
    return plot.draw("A class", by_name, accept_score=0.31)


def test_the_picture_shows_curves_and_both_kinds_of_scores(drawn):
    image = pixels(drawn)
    width = image.shape[1]
    left, right = image[:, : width // 2], image[:, width // 2 :]

    assert width > 1000
    assert len(drawn) < 120_000
    for half, colours in ((left, plot._CURVES[:2]), (right, plot._KINDS)):
        for colour in colours:
            wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
            tint = [np.array(wanted), 0.6 * np.array(wanted) + 0.4 * 255]
            near = min(np.abs(half.astype(float) - each).sum(axis=2).min() for each in tint)
            assert near < 12, colour


def test_other_scores_make_another_picture(drawn):
    other = plot.draw(
        "A class", {"one photo": apart(0.3), "templates": apart(0.6)}, accept_score=0.31
    )

    assert pixels(other).shape == pixels(drawn).shape
    assert (pixels(other) != pixels(drawn)).any()


def test_a_rate_is_marked_only_where_there_are_enough_scores(drawn):
    by_name = {"one photo": apart(0.4, marked=None), "templates": apart(0.6)}

    other = plot.draw("A class", by_name, accept_score=0.31)

    assert (pixels(other) != pixels(drawn)).any()


def test_few_scores_and_no_accept_score_can_be_drawn():
    few = curve([0.8], [-1.0, 0.1])

    assert pixels(plot.draw("Two people", {"pairs": few}, accept_score=None)).size


@pytest.mark.parametrize("scores", [([], [0.1]), ([0.9], [])])
def test_one_kind_of_scores_alone_is_not_drawn(scores):
    with pytest.raises(errors.NothingToDraw):
        plot.draw("One person", {"pairs": curve(*scores)}, accept_score=None)


def test_a_picture_replaces_an_older_one_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "roc.png"
    path.write_bytes(b"old")

    plot.save(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_picture_that_cannot_be_written_leaves_the_older_one(tmp_path, monkeypatch):
    path = tmp_path / "roc.png"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(errors.PlotUnwritable, match="No space left"):
        plot.save(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named_before_anything_is_read(tmp_path):
    with pytest.raises(errors.PlotUnwritable, match=r"there is no folder .*none"):
        plot.check(tmp_path / "none" / "roc.png")


def test_a_folder_in_place_of_the_picture_is_named(tmp_path):
    with pytest.raises(errors.PlotUnwritable, match="is a folder"):
        plot.check(tmp_path)


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(plot.os, "access", lambda *_: False)

    with pytest.raises(errors.PlotUnwritable, match="may not be written to"):
        plot.check(tmp_path / "roc.png")
