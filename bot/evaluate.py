"""``rollcall evaluate``: how well the networks tell people apart on photos of one's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import recognition
from bot import bootstrap, errors, threads
from bot import settings as settings_
from bot.replies import evaluation as words
from recognition.errors import AcceptScoreMissing, NothingToCompare
from recognition.evaluation import datasets, embeddings, plot, results, suggestion
from recognition.evaluation.embeddings import Reads
from recognition.evaluation.results import Choice, Counts, Photos, Results
from recognition.settings import Weights

_UNUSED = 1.0  # a reader wants an accept score, also of weights that have none yet


@dataclass(frozen=True, kw_only=True)
class _Task:
    """Whose photos are read, and how they are compared; ``pairs`` is 0 without a list."""

    names: frozenset[str]
    files: list[Path]
    compare: Callable[[Photos, Choice], Results | None]
    pairs: int = 0


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What came of reading; the model that did, and the score that it accepts from."""

    model: str
    accept_score: float | None
    photos: Photos


def settings(config: Path | None, weights: str) -> recognition.Settings:
    """Take recognition's settings from a file, or the default ones; other weights may be given.

    Raises:
        errors.BadSettings: naming the option or the key.
    """
    chosen = recognition.Settings()
    if config is not None:
        chosen = bootstrap.recognition_settings(settings_.load(config))
    if not weights:
        return chosen
    known = get_args(Weights)
    if weights not in known:
        raise errors.BadSettings(f"--weights {weights}: unknown; choose from {', '.join(known)}")
    return replace(chosen, weights=weights, accept_score=None)  # type: ignore[arg-type]  # checked


def run(
    folder: Path,
    listed: Path | None,
    picture: Path | None,
    settings: recognition.Settings,
    output: Console,
) -> None:
    """Evaluate a folder, or a list of pairs in it. Raises an ``EvaluationError``."""
    if picture is not None:
        plot.check(picture)
    task = _people(folder) if listed is None else _pairs(listed, folder)
    read = _read(settings, task.files)
    counts = results.count(read.photos.values())
    _tell_photos(counts, len(task.names), output)
    found = _compared(task, read.photos, with_problems=bool(counts.problems))
    _tell(task, found, read.accept_score, output)
    *_, (choice, last) = found.items()
    suggested = suggestion.suggest(last.verification, last.identification)
    output.print(
        words.NO_SUGGESTION if suggested is None else words.suggested(suggested),
        markup=False,
        soft_wrap=True,
    )
    if picture is not None:
        title = words.title(folder.resolve().name, read.model, choice)
        score = read.accept_score if suggested is None else suggested.accept_score
        plot.save(picture, plot.draw(title, words.curves(last), accept_score=score))
        output.print(words.picture(picture), markup=False, soft_wrap=True)


def _people(folder: Path) -> _Task:
    people = datasets.people(folder)
    return _Task(
        names=frozenset(people),
        files=[path for paths in people.values() for path in paths],
        compare=partial(results.of_people, people),
    )


def _pairs(listed: Path, folder: Path) -> _Task:
    pairs = datasets.read_pairs(listed, folder)
    sides = [side for pair in pairs for side in pair.sides]
    return _Task(
        names=frozenset(side.person for side in sides),
        files=list(dict.fromkeys(side.photo for side in sides)),
        compare=partial(results.of_pairs, pairs),
        pairs=len(pairs),
    )


def _read(settings: recognition.Settings, files: list[Path]) -> _Read:
    """Read the photos, several at once, with a bar on a terminal."""
    console = Console(stderr=True)
    with console.status(words.LOADING):
        reader, model, accept_score = _reader(settings)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
    with bar, threads.pool(settings.threads) as pool:
        task = bar.add_task(words.READING, total=len(files))
        photos = embeddings.read(reader, files, apply=pool.map, progress=lambda: bar.advance(task))
    return _Read(model=model, accept_score=accept_score, photos=photos)


def _reader(settings: recognition.Settings) -> tuple[Reads, str, float | None]:
    """Load the networks, their model's name, and its accept score where one is known."""
    try:
        reader = recognition.load_reader(settings)
    except AcceptScoreMissing:
        reader = recognition.load_reader(replace(settings, accept_score=_UNUSED))
        return reader, reader.model, None
    return reader, reader.model, reader.accept_score


def _compared(task: _Task, photos: Photos, *, with_problems: bool) -> dict[str, Results]:
    """Compare all photos, and apart from them those that nothing speaks against."""
    everything = task.compare(photos, results.is_legible)
    if everything is None:
        raise NothingToCompare(faces=sum(photo.face is not None for photo in photos.values()))
    good = task.compare(photos, results.is_good) if with_problems else None
    return {words.ALL: everything} | ({} if good is None else {words.GOOD: good})


def _tell_photos(counts: Counts, people: int, output: Console) -> None:
    output.print(words.photos(counts, people))
    for line in words.failures(counts):
        output.print(line, markup=False, soft_wrap=True)


def _tell(
    task: _Task, found: Mapping[str, Results], accept_score: float | None, output: Console
) -> None:
    everything = found[words.ALL]
    compared = everything.verification.genuine + everything.verification.impostor
    for tell, pairs in (
        (words.pairs_left_out, task.pairs - compared if task.pairs else 0),
        (words.pairs_without_face, everything.without_face),
    ):
        if pairs:
            output.print(tell(pairs), markup=False, soft_wrap=True)
    output.print(words.verified(found, accept_score))
    if not task.pairs:
        output.print(words.identified(found, accept_score) or words.NO_IDENTIFICATION)
    output.print(words.INTERVALS)
    for line in words.most_alike(everything.most_alike):
        output.print(line, markup=False, soft_wrap=True)
