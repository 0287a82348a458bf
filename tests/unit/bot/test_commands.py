from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance import weekly
from attendance.model import Meeting, Role, Status
from bot import commands
from bot.commands import BadField, Command, Field, read_arguments

WORD = Field(name="word", label="WORD", question="?", expected="a word", read=commands.read_code)
MAYBE = Field(
    name="maybe", label="MAYBE", question="?", expected="x", read=commands.read_code, optional=True
)
NAME = Field(
    name="name", label="NAME", question="?", expected="a name", read=commands.read_name, rest=True
)


async def nothing(_turn, _answers):
    pass


def command(*fields, **values):
    return Command(name="do", summary="Do it", run=nothing, fields=fields, **values)


# --- arguments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("", {}),
        ("   ", {}),
        ("a1", {"word": "A1"}),
        ("a1 Ada", {"word": "A1", "name": "Ada"}),
        ("  a1 \n  Ada   King\tLovelace ", {"word": "A1", "name": "Ada King Lovelace"}),
    ],
)
def test_words_are_read_in_order_and_the_rest_goes_to_the_last(text, answers):
    assert read_arguments(command(WORD, NAME), text) == answers


def test_a_word_too_many_is_not_swallowed():
    assert read_arguments(command(WORD), "a b") == BadField(field=WORD)
    assert read_arguments(command(WORD, MAYBE), "a b c") == BadField(field=MAYBE)


def test_a_command_that_takes_nothing_does_not_mind_words():
    assert read_arguments(command(), "please") == {}


def test_a_word_that_is_not_what_a_field_takes_is_named():
    assert read_arguments(command(WORD, NAME), "x" * 33 + " Ada") == BadField(field=WORD)
    assert read_arguments(command(WORD, NAME), "a1 " + "x" * 300) == BadField(field=NAME)


@given(st.text())
def test_arguments_of_any_text_are_read_or_refused(text):
    answers = read_arguments(command(WORD, MAYBE, NAME), text)

    assert isinstance(answers, BadField) or set(answers) <= {"word", "maybe", "name"}


def test_what_is_missing_is_asked_for_in_order_and_options_never():
    what = command(WORD, MAYBE, NAME)

    assert what.missing({}) == WORD
    assert what.missing({"word": "A1"}) == NAME
    assert what.missing({"word": "A1", "name": "Ada"}) is None


def test_an_option_may_need_another_once_it_is_given():
    also = replace(MAYBE, name="also", needed_with="maybe")
    what = command(MAYBE, also)

    assert what.missing({}) is None
    assert what.missing({"maybe": "A1"}) == also
    assert what.missing({"maybe": "A1", "also": "B2"}) is None


def test_the_usage_shows_options_in_brackets():
    assert command(WORD, MAYBE, NAME).usage == "/do WORD [MAYBE] NAME"


@pytest.mark.parametrize(
    ("role", "roles", "allowed"),
    [
        (None, set(), True),
        (Role.STUDENT, set(), False),
        (Role.STUDENT, {Role.STUDENT}, True),
        (Role.TEACHER, {Role.STUDENT}, False),
        (Role.TEACHER, {Role.TEACHER}, True),
        (Role.TEACHER, {Role.ADMIN}, True),
        (Role.ADMIN, {Role.TEACHER, Role.STUDENT}, False),
        (Role.ADMIN, {Role.ADMIN}, True),
    ],
)
def test_a_command_is_for_its_role_and_admins_may_do_what_teachers_may(role, roles, allowed):
    assert command(role=role).allows(frozenset(roles)) is allowed


# --- codes and names ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("math1", "MATH1"),
        ("A-1/b_2.3", "A-1/B_2.3"),
        ("é", "É"),
        ("数学1", "数学1"),
        ("٤٢", "٤٢"),
        ("x" * 32, "X" * 32),
    ],
)
def test_a_code_is_one_word_in_any_script(typed, read):
    assert commands.read_code(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a b",
        "a\u1680b",  # a space of Ogham, which looks like a dash
        "a\tb",
        "a\nb",
        "a\x00b",
        "a\x7f",
        "a\u200bb",  # a space of no width: it would look like another code
        "a\ufeff",
        "a\ufe0f",
        "a\u3164",
        "a\u034fb",
        "\u0301a",
        "a\u0301\u0327\u0302\u0323\u0308",
        "\u202ea",
        "a\u2066",
        "\ud800",
        "x" * 33,
    ],
)
def test_a_code_is_nothing_that_cannot_be_seen_or_typed_again(typed):
    assert commands.read_code(typed) is None


def test_a_code_is_read_as_it_is_shown():
    assert commands.read_code("\u2068אב1\u2069") == "אב1"


@given(st.text())
def test_a_code_that_was_read_can_be_typed_as_a_word_again(typed):
    read = commands.read_code(typed)

    if read is not None:
        assert read.split() == [read]
        assert commands.read_code(read) == read


def test_a_name_is_read_by_the_rule_for_all_names():
    assert commands.read_name("  Zoe\u0308 \n\u200bLovelace") == "Zoë Lovelace"
    assert commands.read_name("Ann\u202eeel") is None
    assert commands.read_name("n" * 121) is None


def test_a_word_is_anything_without_control_characters():
    assert commands.read_word("Europe/Paris") == "Europe/Paris"
    assert commands.read_word("a\x00b") is None
    assert commands.read_word("a" * 301) is None


@pytest.mark.parametrize("status", list(Status))
def test_a_status_is_read_in_any_case(status):
    assert commands.read_status(status.value.upper()) == status.value


@pytest.mark.parametrize("typed", ["", "here", "Present!"])
def test_anything_else_is_no_status(typed):
    assert commands.read_status(typed) is None


def test_off_is_read_in_any_case_and_nothing_else_is():
    assert commands.read_off("OFF") == "off"
    assert commands.read_off("of") is None
    assert commands.read_off("") is None


# --- days and hours -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Mon", "0"),
        ("mon-fri", "0,1,2,3,4"),
        ("Mon–Fri", "0,1,2,3,4"),
        ("Mon,Wed", "0,2"),
        ("Wed,Mon,wed", "0,2"),
        ("Mon, Wed , Fri", "0,2,4"),
        ("Mon - Wed", "0,1,2"),
        ("fri-mon", "0,4,5,6"),
        ("sun-sun", "6"),
        ("Tues,Thurs", "1,3"),
        ("monday-wednesday,sun", "0,1,2,6"),
    ],
)
def test_days_are_read_as_numbers_from_monday(typed, read):
    assert weekly.read_days(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["", "-", ",", "Mo", "Monday!", "Mon-", "-Fri", "Mon,,Wed", "Mon-Wed-Fri", "daily", "0", "T"],
)
def test_anything_else_is_no_days(typed):
    assert weekly.read_days(typed) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("09:00-10:30", "09:00-10:30"),
        ("9:00-10:30", "09:00-10:30"),
        ("09:00–10:30", "09:00-10:30"),
        ("09:00 - 10:30", "09:00-10:30"),
        ("23:00-01:00", "23:00-01:00"),
        ("00:00-23:59", "00:00-23:59"),
    ],
)
def test_hours_are_read_as_two_times(typed, read):
    assert weekly.read_hours(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "-", "09:00", "09:00-", "9-10", "09:00-09:00", "24:00-25:00", "09:00-10:00-11:00"]
)
def test_anything_else_is_no_hours(typed):
    assert weekly.read_hours(typed) is None


@given(st.one_of(st.text(), st.text("montuewdhfrisa,- –"), st.text("0123456789:-– ")))
def test_no_text_upsets_the_reading_of_days_and_hours(text):
    days, hours = weekly.read_days(text), weekly.read_hours(text)

    for read in (days, hours):
        assert read is None or isinstance(read, str)
    if days is not None:
        assert weekly.meetings(days, "09:00-10:00")
    if hours is not None:
        assert weekly.meetings("0", hours)


def test_days_and_hours_together_are_meetings():
    assert weekly.meetings("0,2", "23:00-01:00") == (
        Meeting(weekday=0, starts=time(23), ends=time(1)),
        Meeting(weekday=2, starts=time(23), ends=time(1)),
    )


def test_hours_that_were_not_read_make_no_meetings():
    with pytest.raises(ValueError, match="nine-ten"):
        weekly.meetings("0", "nine-ten")
