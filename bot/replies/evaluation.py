"""What `rollcall evaluate` says, in the terms of ISO/IEC 19795-1."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.table import Table

from recognition.evaluation import identification, metrics, rates, suggestion
from recognition.evaluation.identification import Identification
from recognition.evaluation.metrics import Trials
from recognition.evaluation.plot import Curve
from recognition.evaluation.rates import Rate
from recognition.evaluation.results import Alike, Counts, Results
from recognition.evaluation.suggestion import Basis, Suggestion
from recognition.evaluation.verification import Verification

ALL, GOOD = "all with a face", "without problems"
READING, LOADING = "Reading photos", "Loading the networks"
ONE_PHOTO, TEMPLATES = "one photo against one", "one photo against 1–3 templates"
INTERVALS = "In brackets: 95 % intervals, from drawing the people anew."
MOST_ALIKE = "Most alike of different people (are they in the right folders?)"
NO_IDENTIFICATION = "Identification takes two people with two photos each; better ten with four."
NO_SUGGESTION = (
    "Too few photos to suggest an accept_score: it takes "
    f"{metrics.needed(suggestion.FAR):,} comparisons of different people."
)

_MANY = 1_000  # comparisons, from which a second decimal of a percentage means something
_NOTHING = "–"
_TOO_FEW_PAIRS = "too few pairs"
_TOO_FEW_PEOPLE = "too few people"
_RESTS_ON = {
    Basis.TEMPLATES: "comparisons with other people's templates.",
    Basis.PAIRS: "pairs of different people, one photo against one.",
}

T = TypeVar("T")


def photos(counts: Counts, people: int) -> Table:
    """What became of the photos."""
    table = _table("Photos", ("",))
    table.add_row("people", f"{people:,}")
    table.add_row("photos", f"{counts.photos:,}")
    table.add_row("could not be read", f"{len(counts.failures):,}")
    table.add_row("no face", f"{counts.no_face:,}")
    table.add_row("several faces; the one nearest the centre is used", f"{counts.several_faces:,}")
    for problem, number in sorted(counts.problems.items()):
        table.add_row(problem, f"{number:,}")
    return table


def failures(counts: Counts) -> list[str]:
    """A line for each file that could not be read."""
    return [f"{path}: {reason}" for path, reason in counts.failures.items()]


def pairs_left_out(number: int) -> str:
    """Pairs with a file that could not be read."""
    return f"Left out: {number:,} pairs, for a photo that could not be read."


def pairs_without_face(number: int) -> str:
    """Pairs with a photo that has no face."""
    return f"Counted as refused: {number:,} pairs, for a photo without a face."


def title(folder: str, model: str, choice: str) -> str:
    """Over the picture."""
    return f"{folder} ({choice}), {model}"


def curves(found: Results) -> dict[str, Curve]:
    """What is drawn, by its name."""
    drawn = {ONE_PHOTO: Curve(trials=found.pairs, frr_at=found.verification.frr_at)}
    if found.claims is not None and found.identification is not None:
        drawn[TEMPLATES] = Curve(trials=found.claims, frr_at=found.identification.frr_at)
    return drawn


def picture(path: Path) -> str:
    """Where the picture is."""
    return f"Picture: {path}"


def verified(results: Mapping[str, Results], accept_score: float | None) -> Table:
    """One photo against one, a column for each choice of photos."""
    chosen = {name: each.verification for name, each in results.items()}
    table = _table(f"Verification: {ONE_PHOTO}", chosen)
    _row(table, "pairs of one person", chosen, lambda each: f"{each.genuine:,}")
    _row(table, "pairs of different people", chosen, lambda each: f"{each.impostor:,}")
    _row(table, "accuracy, thresholds from other people", chosen, _accuracy)
    _row(table, "EER", chosen, lambda each: _rate(each.equal_error, each.genuine))
    for far in rates.FARS:
        _row(table, _frr_at(far), chosen, partial(_verified_frr, far=far))
    if any(None in each.frr_at.values() for each in chosen.values()):
        _row(table, "FRR where nobody else passes", chosen, _strictest)
    if accept_score is not None:
        trials = {name: each.pairs for name, each in results.items()}
        _row(table, _at_score(accept_score), trials, partial(_at, accept_score=accept_score))
    return table


def identified(results: Mapping[str, Results], accept_score: float | None) -> Table | None:
    """People enrolled and strangers kept out; None where that cannot be done."""
    chosen = {name: each.identification for name, each in results.items() if each.identification}
    if not chosen:
        return None
    table = _table(f"Identification: {TEMPLATES}", chosen)
    _row(table, "people enrolled", chosen, lambda each: f"{each.enrolled:,}")
    _row(table, "templates", chosen, lambda each: f"{each.templates:,}")
    _row(table, "probes of them", chosen, lambda each: f"{each.probes:,}")
    _row(table, "probes of strangers", chosen, lambda each: f"{each.strangers:,}")
    _row(table, "draws", chosen, lambda each: f"{each.draws}")
    _row(table, "rank-1", chosen, lambda each: _rate(each.rank1, each.probes * each.draws))
    _row(table, f"DIR at FAR {percent(identification.SEARCH_FAR)}", chosen, _found)
    for far in rates.FARS:
        _row(table, f"1:1, {_frr_at(far)}", chosen, partial(_claimed_frr, far=far))
    if accept_score is not None:
        trials = {name: each.claims for name, each in results.items() if each.claims}
        label = f"1:1, {_at_score(accept_score)}"
        _row(table, label, trials, partial(_at, accept_score=accept_score))
    return table


def most_alike(pairs: Sequence[Alike]) -> list[str]:
    """Photos of different people, as their folders have it."""
    lines = [f"  {pair.score:.3f}  {_short(pair.one)}  {_short(pair.other)}" for pair in pairs]
    return [MOST_ALIKE, *lines] if lines else []


_ALONE = """\
# By the score alone. A check-in also asks that a selfie stand out from everybody else's and that
# nobody match better, for which the default is enough: raise it only if strangers come through."""


def suggested(found: Suggestion) -> str:
    """The setting to copy, and what it rests on."""
    return (
        f"# FAR {percent(suggestion.FAR)}, FRR {_rate(found.frr, found.comparisons)}: "
        f"{found.comparisons:,} {_RESTS_ON[found.basis]}\n"
        f"{_ALONE}\n[recognition]\naccept_score = {found.accept_score:g}"
    )


def percent(share: float, digits: int | None = None) -> str:
    """A share like 0.1 %, with so many decimals if they are given."""
    return f"{share * 100:.4g} %" if digits is None else f"{share * 100:.{digits}f} %"


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _table(title: str, columns: Iterable[str]) -> Table:
    table = Table(title, *columns, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _row(table: Table, label: str, values: Mapping[str, T], tell: Callable[[T], str]) -> None:
    table.add_row(label, *map(tell, values.values()))


def _frr_at(far: float) -> str:
    return f"FRR at FAR {percent(far)}"


def _at_score(accept_score: float) -> str:
    return f"FRR, FAR at accept_score {accept_score:g}"


def _accuracy(each: Verification) -> str:
    found = each.accuracy
    if found is None:
        return _TOO_FEW_PEOPLE
    mean, error = percent(found.mean, 2), percent(found.error, 2)
    return f"{mean} ± {error} ({found.folds} folds)"


def _verified_frr(each: Verification, far: float) -> str:
    rate = each.frr_at[far]
    if rate is None and each.genuine:
        return _too_few("pairs", each.impostor, far)
    return _rate(rate, each.genuine)


def _strictest(each: Verification) -> str:
    return _rate(each.frr_without_false_accepts, each.genuine)


def _claimed_frr(each: Identification, far: float) -> str:
    rate = each.frr_at[far]
    if rate is None:
        return _too_few("comparisons", each.claims, far)
    return _rate(rate, each.probes * each.draws)


def _found(each: Identification) -> str:
    if each.found is None:
        return _too_few("strangers", each.strangers, identification.SEARCH_FAR)
    return _rate(each.found, each.probes * each.draws)


def _at(trials: Trials, accept_score: float) -> str:
    point = trials.at(accept_score)
    sides = ((point.frr, trials.genuine), (point.far, trials.impostor))
    return ", ".join(_share(share, len(scores)) for share, scores in sides)


def _rate(rate: Rate | None, comparisons: int) -> str:
    if rate is None:
        return _TOO_FEW_PAIRS
    value = _share(rate.value, comparisons)
    if rate.interval is not None:
        low, high = (_share(end, comparisons) for end in (rate.interval.low, rate.interval.high))
        value += f" ({low.removesuffix(' %')}–{high})"
    return value


def _share(share: float, comparisons: int) -> str:
    return percent(share, 2 if comparisons >= _MANY else 1) if comparisons else _NOTHING


def _too_few(what: str, count: int, far: float) -> str:
    return f"too few {what} ({count:,} of {metrics.needed(far):,})"
