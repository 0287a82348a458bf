"""Every command in the table, said by those whose it is and by those whose it is not."""

from dataclasses import replace

import pytest

from attendance.mail import Message
from attendance.model import Outcome, Role
from bot.handlers.table import COMMANDS
from tests.unit.bot.chats import ADMIN
from tests.unit.bot.walk.day import ADA, STRANGER, ZOE
from tests.unit.bot.walk.happenings import ROSTER

LOOKS = {  # a command that only shows or asks something
    *("start", "help", "cancel", "privacy", "mydata", "forget", "status", "history", "language"),
    *("today", "summary", "report", "roll", "calendar", "students", "student", "export"),
    *("audit", "stats", "video"),
}
INSTEAD = {  # of an example that only asks, or would change nothing here
    "excuse": "/excuse dentist",
    "invites": "/invites MATH1",
    "remove": "/remove 42 MATH1",
    "open": "/open MATH1 90",
    "set": "/set MATH1 require selfie+location",
    "enroll": "/enroll 50 MATH1 Xia",
    "class": "/class MATH1 Mon-Fri 09:00-10:30 Mathematics 1",
    "skip": "/skip MATH1 2026-03-09",
    "move": "/move MATH1 2026-03-09 2026-03-10 14:00-15:00",
}
IN_STEPS = [
    command for command in COMMANDS.values() if command.role and command.missing({}) is not None
]


def account_of(day, role):
    """Somebody whose commands these are; everybody's are said by a teacher."""
    accounts = {Role.ADMIN: ADMIN, Role.STUDENT: ADA, Role.GUARDIAN: ZOE}
    return accounts.get(role, day.tom)


async def said(day, account_id, command):
    """Say it as its example goes, with a photo if it takes one; the answer."""
    text = INSTEAD.get(command.name, command.example or f"/{command.name}")
    if command.name == "import":
        await day.chats.sends(account_id, "new.csv", ROSTER)
        return (await day.chats.presses(account_id, "import:start"))[0]
    if command.photo:
        return (await day.chats.shows(account_id, "Ada" if "scan" in text else "new", text))[0]
    answers = await day.chats.says(account_id, text)
    if command.name == "code":  # its answer goes straight to Telegram
        caption = day.chats.telegram.named("send_photo")[-1]["caption"]
        answers = [Message(chat_id=account_id, text=caption)]
    return answers[0]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda one: one.name)
async def test_what_an_admin_or_teacher_changes_by_a_command_is_in_the_audit_log(day, command):
    account_id = account_of(day, command.role)
    before, noted = day.kept(), len(day.state.audit)

    answer = await said(day, account_id, command)

    changed, acts = before != day.kept(), day.state.audit[noted:]
    assert changed == (command.name not in LOOKS), answer.text
    if changed and account_id != ADA:
        assert acts, f"/{command.name} has changed something, and nobody noted it"
    assert {(act.account_id, act.outcome) for act in acts} <= {(account_id, Outcome.DONE)}


@pytest.mark.parametrize(
    "command", [one for one in COMMANDS.values() if one.role], ids=lambda one: one.name
)
async def test_whoever_may_not_is_refused_once_and_it_is_noted(day, command):
    may = {Role.TEACHER: {day.tom, ADMIN}}.get(command.role, {account_of(day, command.role)})
    for account_id in {STRANGER, ADA, ZOE, day.tom, ADMIN} - may:
        before, noted = day.kept(), len(day.state.audit)

        (answer,) = await day.chats.says(account_id, command.example or f"/{command.name}")

        assert answer.text == f"Only {who(command.role)} can {command.purpose}."
        assert day.kept() == before
        (act,) = day.state.audit[noted:]
        assert (act.account_id, act.action) == (account_id, command.name)
        assert act.outcome is Outcome.REFUSED


@pytest.mark.parametrize("command", IN_STEPS, ids=lambda one: one.name)
async def test_a_step_of_whoever_may_no_longer_is_refused_and_noted(day, command):
    account_id = account_of(day, command.role)
    await day.chats.says(account_id, f"/{command.name}")
    assert day.state.conversations
    lose_every_role(day)
    before, noted = day.kept(), len(day.state.audit)

    (answer,) = await day.chats.says(account_id, "42")

    assert answer.text == f"Only {who(command.role)} can {command.purpose}."
    assert day.kept() == before
    (act,) = day.state.audit[noted:]
    assert (act.action, act.outcome) == (command.name, Outcome.REFUSED)
    assert day.state.conversations == {}


@pytest.mark.parametrize("begun", ["/photo 42", "/scan MATH1"])
async def test_a_photo_of_whoever_may_no_longer_is_refused_and_noted(day, begun):
    account_id = ADMIN if "photo" in begun else day.tom
    await day.chats.says(account_id, begun)
    lose_every_role(day)
    before = day.kept()

    (answer,) = await day.chats.shows(account_id, "new")

    assert answer.text.startswith("Only ")
    assert day.kept() == before
    assert day.state.audit[-1].outcome is Outcome.REFUSED


async def test_a_teacher_of_another_class_is_refused_by_its_name_and_it_is_noted(day):
    for command in COMMANDS.values():
        text = INSTEAD.get(command.name, command.example)
        if command.role is not Role.TEACHER or "MATH1" not in text:
            continue
        before = day.kept()

        (answer, *_) = await day.chats.says(day.una, text)

        assert answer.text.startswith("Only teachers of MATH1"), command.name
        assert day.kept() == before
        act = day.state.audit[-1]
        assert (act.account_id, act.action) == (day.una, command.name)
        assert (act.outcome, act.class_code) == (Outcome.REFUSED, "MATH1")


def who(role):
    return "teachers and admins" if role is Role.TEACHER else f"{role.value}s"


def lose_every_role(day):
    """As after a restart with other admins, and when everybody has been unlinked."""
    day.serve(admin_ids=frozenset())
    for part in (day.state.teachers, day.state.students):
        for key, person in part.items():
            part[key] = replace(person, account_id=None)
    day.state.guardians.clear()
