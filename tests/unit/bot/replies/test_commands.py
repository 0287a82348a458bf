import re
from operator import attrgetter

import pytest

from attendance.model import Role
from bot.commands import BadField, read_arguments
from bot.handlers.table import COMMANDS, help_for, menu
from bot.replies import commands
from tests.unit.bot.replies.samples import EVERYBODY


@pytest.mark.parametrize("command", COMMANDS.values(), ids=attrgetter("name"))
def test_a_command_can_stand_in_telegrams_menu(command):
    assert re.fullmatch("[a-z0-9_]{1,32}", command.name)
    assert 3 <= len(command.summary) <= 256


@pytest.mark.parametrize("command", COMMANDS.values(), ids=attrgetter("name"))
def test_a_command_that_is_not_everybodys_says_what_it_is_for(command):
    assert (command.role is None) or command.purpose


@pytest.mark.parametrize(
    "command",
    [one for one in COMMANDS.values() if one.fields and one.example],
    ids=attrgetter("name"),
)
def test_the_example_of_a_command_is_read_in_full(command):
    head, _, rest = command.example.partition(" ")
    answers = read_arguments(command, rest)

    assert head == f"/{command.name}"
    assert not isinstance(answers, BadField)
    assert command.missing(answers) is None


def test_every_question_is_asked_in_words():
    for command in COMMANDS.values():
        asked = [one for one in command.fields if not one.optional or one.needed_with]
        assert all(field.question for field in asked)


def test_help_lists_what_a_role_may_use_and_nothing_else():
    for roles in (frozenset(), *(frozenset({role}) for role in Role), EVERYBODY):
        text = help_for(roles)
        listed = set(re.findall(r"^/(\w+)", text, re.MULTILINE))

        assert listed == {one.name for one in COMMANDS.values() if one.allows(roles)}
        assert listed == {name for name, _ in menu(roles)}


def test_an_unknown_command_is_answered_with_help():
    assert help_for(EVERYBODY, unknown="dance").startswith("I don't know /dance.")


def test_a_misread_command_is_one_line_with_its_usage_and_an_example():
    command = COMMANDS["class"]
    field = command.fields[1]

    text = commands.misread(command.usage, command.example, field.label, field.expected)

    assert "\n" not in text
    assert command.usage in text
    assert command.example in text
    assert "DAYS" in text
