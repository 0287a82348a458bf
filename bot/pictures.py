"""A day as a small picture: how many came, and when."""

import io
import threading
from collections.abc import Sequence
from datetime import timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

from attendance.model import Class, Source, Status
from attendance.summary import SessionCounts, SessionSummary, Summary
from bot.replies import words
from bot.reports import colours

_WIDTH, _ROW, _HEAD = 4.8, 1.7, 0.4  # inches; a phone shows about half of these pixels a side
_WEEK = 2.6  # inches
_DPI = 170
_PALETTE = 64  # five colours and their edges; with fewer the edges show
_SMALL, _LARGE = 10, 15  # points
_TURN = threading.Lock()
_ROOM_FOR_NUMBER = 0.04  # a part of the bar narrower than this has no number in it


def draw_day(summary: Summary, recent: Sequence[SessionCounts]) -> bytes:
    """A PNG with a bar of counts and the arrivals over time for each session.

    Below are the ``recent`` sessions side by side, where there are several.

    May be called from several threads; they take turns, for Matplotlib is not thread-safe.
    """
    with _TURN:
        return _drawn(summary, recent if len(recent) > 1 else ())


def draw_week(days: Sequence[Summary]) -> bytes:
    """A PNG with a column of counts for each session of a week, by date."""
    sessions = [
        SessionCounts(session=one.session, counts={status: one.count(status) for status in Status})
        for day in days
        for one in day.sessions
    ]
    with _TURN:
        return _drawn_week(sessions)


def _drawn(summary: Summary, recent: Sequence[SessionCounts]) -> bytes:
    rows, further = len(summary.sessions), 1 if recent else 0
    height = _HEAD + _ROW * (rows + further)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, layout="constrained")
    ratios = [1] * (2 * rows) + [2] * further
    grid = figure.subplots(2 * rows + further, 1, squeeze=False, height_ratios=ratios)
    if recent:
        _recent(grid[-1][0], recent)
    for row, session in enumerate(summary.sessions):
        _bar(grid[2 * row][0], session)
        _arrivals(grid[2 * row + 1][0], session, summary.class_)
    _legend(figure, grid[0][0])
    return _png(figure)


def _drawn_week(sessions: Sequence[SessionCounts]) -> bytes:
    figure = Figure(figsize=(_WIDTH, _WEEK), dpi=_DPI, layout="constrained")
    axes = figure.subplots()
    dates = [one.session.date for one in sessions]
    first = {day: dates.index(day) for day in dates}
    labels = [f"{day:%a}\n{day:%m-%d}" if first[day] == at else "" for at, day in enumerate(dates)]
    _columns(axes, sessions, labels)
    _legend(figure, axes)
    return _png(figure)


def _legend(figure: Figure, axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        loc="outside upper center",
        ncols=len(handles),
        frameon=False,
        fontsize=_SMALL,
        handlelength=0.8,
        handletextpad=0.4,
        columnspacing=0.9,
    )


def _png(figure: Figure) -> bytes:
    """With a palette it takes a third of the bytes, on the disk and on the way."""
    drawn, stream = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    picture = Image.open(drawn).convert("RGB").quantize(_PALETTE, Image.Quantize.MEDIANCUT)
    picture.save(stream, format="png")
    return stream.getvalue()


def _bar(axes: Axes, session: SessionSummary) -> None:
    parts = [(status.value, session.count(status), colours.STATUS[status]) for status in Status]
    parts.append(("not here yet", len(session.having(None)), colours.NO_MARK))
    total = sum(number for _, number, _ in parts)
    left = 0
    for label, number, colour in parts:
        axes.barh(0, number, left=left, color=colour, label=label)
        if total and number / total >= _ROOM_FOR_NUMBER:
            axes.text(left + number / 2, 0, str(number), ha="center", va="center", fontsize=_LARGE)
        left += number
    axes.set_xlim(0, total or 1)
    axes.axis("off")


def _recent(axes: Axes, recent: Sequence[SessionCounts]) -> None:
    """One column a session, by date."""
    _columns(axes, recent, [f"{one.session.date:%m-%d}" for one in recent])
    axes.set_xlabel(f"the last {len(recent)} sessions", fontsize=_SMALL)


def _columns(axes: Axes, sessions: Sequence[SessionCounts], labels: Sequence[str]) -> None:
    """The same colours, stacked."""
    places = range(len(sessions))
    bottoms = [0] * len(sessions)
    for status in Status:
        numbers = [one.counts.get(status, 0) for one in sessions]
        colour = colours.STATUS[status]
        axes.bar(places, numbers, bottom=bottoms, color=colour, width=0.8, label=status.value)
        bottoms = [sum(pair) for pair in zip(bottoms, numbers, strict=True)]
    axes.set_xticks(list(places), labels, fontsize=_SMALL - 1)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    axes.tick_params(labelsize=_SMALL - 1)
    axes.spines[["top", "left", "right"]].set_visible(False)


def _arrivals(axes: Axes, session: SessionSummary, class_: Class) -> None:
    """One dot an arrival, by minutes after the start; a line where lateness begins."""
    start = session.session.starts_at
    minute = timedelta(minutes=1)
    for status in (Status.PRESENT, Status.LATE):
        minutes = [
            (one.mark.at - start) / minute
            for one in session.having(status)
            if one.mark and (one.mark.source.is_check_in or one.mark.source is Source.GROUP_PHOTO)
        ]
        axes.plot(minutes, [0] * len(minutes), "o", color=colours.STATUS[status], alpha=0.6)
    late_at = (session.session.late_at - start) / minute
    axes.axvline(late_at, color="#555555", linestyle=":")
    axes.annotate("late", (late_at, 0.02), ha="left", va="bottom", fontsize=_SMALL)
    opens, closes = session.session.opens_at - start, session.session.closes_at - start
    axes.set_xlim(opens / minute, max(closes, opens + minute) / minute)  # it may close at once
    axes.set_yticks([])
    axes.tick_params(labelsize=_SMALL)
    axes.set_xlabel(f"arrived, minutes after {words.clock(start, class_)}", fontsize=_SMALL)
    axes.spines[["top", "left", "right"]].set_visible(False)
