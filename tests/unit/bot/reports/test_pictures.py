"""What the pictures of reports look like: sizes, and colours where they are to be."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from attendance.model import Status
from attendance.register import Period
from attendance.tally import Tally
from bot import fonts
from bot.replies import reports, words
from bot.reports import colours, heat_map, lettering, month
from tests.unit.attendance.samples import DAY, NINE
from tests.unit.bot.reports.registers import (
    ANN,
    BOB,
    MARCH,
    A,
    E,
    L,
    P,
    a_large_register,
    a_register,
    a_roll,
    a_session,
)

WORDS = heat_map.Words(
    title="MATH1",
    statuses=reports.statuses(),
    scale="%",
    attended="attended",
    whole_class="Whole class",
    days=words.DAYS,
    months=words.MONTHS,
)
MONTH_WORDS = month.Words(title="Ann, March", statuses=reports.statuses(), days=words.DAYS)
TELEGRAM_KEEPS = 1280  # pixels of the longer side


def opened(picture):
    with Image.open(io.BytesIO(picture)) as found:
        assert found.format == "PNG"
        return found.convert("RGB")


def pixels_of(picture, colour):
    """How many pixels have exactly a colour."""
    wanted = tuple(bytes.fromhex(colour[1:]))
    return sum(count for count, found in picture.getcolors(1 << 24) if found == wanted)


@pytest.mark.parametrize(("people", "pictures"), [(1, 1), (30, 1), (31, 2), (120, 4), (121, 1)])
def test_a_class_is_on_as_many_pictures_as_stay_legible(people, pictures):
    drawn = heat_map.draw(a_large_register(people, 22), WORDS)

    assert len(drawn) == pictures
    for picture in map(opened, drawn):
        assert picture.width == heat_map._WIDTH
        assert picture.height <= TELEGRAM_KEEPS


def test_of_a_very_large_class_those_who_missed_most_are_shown():
    register = a_large_register(121, 2)
    rolls = list(register.sessions)
    last = rolls[1].people[-1].student
    statuses = {one.student: P for one in rolls[1].people} | {last: A}
    rolls[1] = a_roll(rolls[1].session, statuses)
    register = type(register)(class_=register.class_, period=register.period, sessions=tuple(rolls))

    shown = heat_map.shown(register)

    assert len(shown) == heat_map.MOST_ROWS
    assert shown[0].student == last
    assert heat_map.shown(a_large_register(120, 2))[0].student.roll_no == "1"


def test_columns_are_sessions_then_weeks_then_months():
    labels = {}
    for sessions in (45, 46, 46 * 5):
        register = a_large_register(1, sessions)
        columns, single = heat_map._columns(register.sessions, WORDS)
        labels[sessions] = (len(columns), single)
        assert sum(len(column.places) for column in columns) == sessions

    assert labels == {45: (45, True), 46: (10, False), 230: (11, False)}


def test_two_sessions_of_a_day_have_one_label():
    columns, _ = heat_map._columns(a_large_register(1, 4, per_day=2).sessions, WORDS)

    assert [column.label for column in columns] == ["2", "·", "3", "·"]


def test_every_status_has_its_colour_on_the_picture():
    everybody = {ANN: P, BOB: A}
    (picture,) = heat_map.draw(a_register(everybody, {ANN: L, BOB: E}), WORDS)
    (only_present,) = heat_map.draw(a_register({ANN: P}, {ANN: P}), WORDS)

    for status in Status:
        in_legend = pixels_of(opened(only_present), colours.STATUS[status])
        more = pixels_of(opened(picture), colours.STATUS[status])
        assert more > in_legend if status is not P else more < in_legend


def test_there_is_no_picture_of_no_session():
    assert heat_map.draw(a_register(), WORDS) == []


def test_percentages_go_from_dark_to_light():
    brightness = [sum(bytes.fromhex(colours.of_rate(n / 20)[1:])) for n in range(21)]

    assert brightness == sorted(brightness)
    assert (colours.ink_on(0.0), colours.ink_on(1.0)) == (colours.PAPER, colours.INK)


def test_a_percentage_is_100_only_if_nothing_was_missed():
    assert Tally(present=999, absent=1).percent == 99
    assert (Tally(present=3).percent, Tally(absent=3).percent) == (100, 0)


def test_a_month_is_a_calendar_of_ones_marks():
    picture = opened(month.draw([a_register({ANN: P}, {ANN: A})], MARCH, MONTH_WORDS))
    empty = opened(month.draw([], MARCH, MONTH_WORDS))

    assert picture.width == month._WIDTH
    assert picture.height <= TELEGRAM_KEEPS
    for status in (P, A):
        assert pixels_of(picture, colours.STATUS[status]) > pixels_of(empty, colours.STATUS[status])


def test_the_calendar_has_weekends_only_if_there_is_something_on_them():
    assert len(month._weeks(MARCH, 5)) == 5  # the 1st is a Sunday
    assert len(month._weeks(MARCH, 7)) == 6
    sunday = a_roll(a_session(1, NINE - DAY), {ANN: L})
    register = a_register()
    register = type(register)(class_=register.class_, period=MARCH, sessions=(sunday,))

    drawn = opened(month.draw([register], MARCH, MONTH_WORDS))

    assert pixels_of(drawn, colours.STATUS[L]) > 1000


def test_days_of_many_sessions_grow():
    many = [a_register({ANN: P}, code=f"C{number}") for number in range(6)]
    few = opened(month.draw(many[:1], MARCH, MONTH_WORDS))

    assert opened(month.draw(many, MARCH, MONTH_WORDS)).height > few.height


def test_names_are_cut_where_the_room_ends():
    letters = lettering.Lettering.of([])
    cut = letters.fitting("Wolfeschlegelsteinhausenbergerdorff", 20, 100)

    assert cut.endswith("…")
    assert letters.length(cut, 20) <= 100
    assert letters.fitting("Ann", 20, 100) == "Ann"


def test_letters_that_no_font_has_are_boxes(monkeypatch):
    monkeypatch.setattr(fonts, "_of_system", list)
    letters = lettering.Lettering.of(["Ann 李 Bo"])

    assert [run for run, _ in letters._runs("Ann 李 Bo", 20)] == ["Ann □ Bo"]
    assert letters.boxed(["Ann 李", "Bo"]) == ["Ann 李"]


def test_fonts_are_looked_for_once_however_many_names_need_one(monkeypatch):
    looked = []
    monkeypatch.setattr(fonts, "_of_system", lambda: looked.append(1) or [])
    people = {replace(ANN, id=n, roll_no=str(n), name=f"李{chr(0x4E00 + n)}"): P for n in range(90)}

    pictures = heat_map.draw(a_register(people), WORDS)

    assert len(pictures) == 3
    assert len(looked) == 1


def test_a_period_of_no_month_is_no_month():
    assert not Period(first=date.min, last=date(2026, 3, 31)).is_month
