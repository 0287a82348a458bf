"""Every kind of button in the tables, pressed by everybody, as it is and with other numbers."""

import pytest

from attendance.model import Outcome, Role
from bot import presses
from bot.handlers.buttons import PRESSES
from bot.replies import common
from tests.unit.attendance.samples import NINE
from tests.unit.bot.chats import ADMIN
from tests.unit.bot.walk.day import ADA, BOB, STRANGER, TABLET, YAN, ZED, ZOE
from tests.unit.bot.walk.records import touching

KINDS = sorted(PRESSES)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[0]}-{kind[1]}")
LOOKS = {  # a press that only shows or asks something, or is about the post alone
    *(
        "ask-photo",
        "ask-removal",
        "ask-selfies",
        "asked",
        "audit",
        "audit-file",
        "calendar:leave",
        "codes",
        "card",
    ),
    *("consent:ask", "correct", "disputed", "drop-update", "face", "faces", "g-face-ask"),
    *("import:leave", "keep", "keep-photo", "name", "pair", "pairs", "photos:done", "roll"),
    *("leave-kiosk", "turns"),
    *("retry-update", "retry-updates", *common.AGREED_BEFORE),
    *("retry-messages", "drop-messages"),
}


def of_kind(found, kind):
    """The school, and the buttons of that kind that somebody came by."""
    day, buttons = found
    assert kind in buttons, f"nobody came by {kind}: let it happen in day.py"
    return day, buttons[kind]


def holders(day, role):
    """Everybody with a role, and their accounts."""
    accounts = {
        Role.ADMIN: {ADMIN},
        Role.TEACHER: {ADMIN, day.tom, day.una},
        Role.STUDENT: {ADA, BOB, ZED},
        Role.GUARDIAN: {ZOE, YAN},
        Role.KIOSK: {TABLET},
    }
    return accounts.get(role, set())


async def pressed(day, one, account_id, data):
    """Press from where that button was come by; what is kept before and after, and noted."""
    chats = day.chats
    chats.units.state = one.state.copy()
    before, noted = day.kept(), len(day.state.audit)
    (answer, *_) = await chats.presses(account_id, data)
    return before, day.kept(), day.state.audit[noted:], answer


@EVERY_KIND
async def test_what_an_admin_or_teacher_changes_by_a_button_is_in_the_audit_log(found, kind):
    day, ones = of_kind(found, kind)
    changed = False
    for one in ones:
        before, after, acts, _ = await pressed(day, one, one.account_id, one.data)
        changed |= before != after
        if before != after and one.account_id in (ADMIN, day.tom):
            assert [act.account_id for act in acts] == [one.account_id] * len(acts)
            assert acts, f"{one.data} has changed something, and nobody noted it"
            assert all(act.outcome is Outcome.DONE for act in acts)
    assert changed == (kind[0] not in LOOKS)


@EVERY_KIND
async def test_whoever_may_not_is_refused_and_changes_nothing(found, kind):
    day, ones = of_kind(found, kind)
    role = PRESSES[kind].role
    for account_id in {STRANGER, ADMIN, day.tom, ADA, ZOE} - holders(day, role):
        before, after, acts, answer = await pressed(day, ones[0], account_id, ones[0].data)

        if role in (Role.ADMIN, Role.TEACHER):
            (act,) = acts
            assert (act.account_id, act.outcome) == (account_id, Outcome.REFUSED)
            assert act.action == PRESSES[kind].action
            assert answer.text.startswith("Only ")
        if role is not None:
            assert before == after
            assert answer.edits is None or answer.text == common.STALE_BUTTON


@EVERY_KIND
async def test_a_button_of_somebody_else_changes_nothing_of_theirs(found, kind):
    """Forwarded or made up: by somebody of the same role in another class or family."""
    day, ones = of_kind(found, kind)
    theirs = day.ids_of_math()
    for one in ones:
        for account_id in (day.una, ZED, YAN):
            before, after, acts, _ = await pressed(day, one, account_id, one.data)
            assert touching(before, theirs) == touching(after, theirs)
            if PRESSES[kind].role is Role.TEACHER:
                (act,) = acts
                assert (act.account_id, act.outcome) == (account_id, Outcome.REFUSED)


@EVERY_KIND
async def test_no_other_number_reaches_into_another_class_or_family(found, kind):
    """Each number in turn is replaced by every id of what is not the presser's."""
    day, ones = of_kind(found, kind)
    mine = [one for one in ones if one.account_id != ADMIN]
    others, theirs = day.ids_of_art(), {day.zed.id, YAN}
    for one in mine[:1]:
        verb, *numbers = one.data.split(":") if kind[1] else [one.data]
        for place in range(len(numbers)):
            for other in (*sorted(others), 0, 999_999, 10**17):
                made_up = [*numbers[:place], str(other), *numbers[place + 1 :]]
                carried = ":".join((verb, *made_up))
                before, after, _, _ = await pressed(day, one, one.account_id, carried)
                assert touching(before, theirs) == touching(after, theirs), carried


@EVERY_KIND
async def test_a_number_that_is_none_is_no_button(found, kind):
    day, ones = of_kind(found, kind)
    verb, numbers = kind
    if not numbers:
        verb = verb.partition(":")[0]
    for odd in ("-1", "x", "", "1.5", "٣", "9" * 19, " 1", "0x1"):
        carried = ":".join((verb, *[odd] * max(1, numbers)))
        before, after, acts, answer = await pressed(day, ones[0], ones[0].account_id, carried)
        assert (before, acts, answer.text) == (after, [], common.STALE_BUTTON)


@pytest.mark.parametrize("odd", ["", ":", "x" * 64, "set:-1:1:1", "set:1:1:١", "set:1:1:1e3"])
async def test_what_no_button_carries_is_no_button(day, odd):
    before = day.kept()
    for account_id in (ADA, day.tom, ADMIN, STRANGER):
        (answer,) = await day.chats.presses(account_id, odd)
        assert answer.text == common.STALE_BUTTON
    assert day.kept() == before


@EVERY_KIND
async def test_an_admin_s_button_of_what_there_is_not_is_answered_and_changes_nobody(found, kind):
    day, ones = of_kind(found, kind)
    theirs = day.ids_of_math() | day.ids_of_art()
    for number in (0, 999_999, 10**17) if kind[1] else ():
        carried = presses.data(kind[0], *[number] * kind[1])
        before, after, _, answer = await pressed(day, ones[0], ADMIN, carried)
        assert answer.text
        assert touching(before, theirs) == touching(after, theirs)


@EVERY_KIND
async def test_a_button_pressed_twice_and_of_what_is_gone_does_no_harm(found, kind):
    day, ones = of_kind(found, kind)
    one = ones[0]
    await pressed(day, one, one.account_id, one.data)
    assert await day.chats.presses(one.account_id, one.data)
    day.chats.units.state = one.state.copy()
    for student in (day.ada, day.bob):
        await day.chats.school.remove(student, NINE)
    day.state.edits.clear()  # as they are after a week
    theirs = {day.ada.id, day.bob.id}
    before = touching(day.faces_and_people(), theirs)
    assert await day.chats.presses(one.account_id, one.data)
    assert touching(day.faces_and_people(), theirs) == before


def test_every_press_of_an_admin_s_or_teacher_s_says_what_they_may():
    for press in PRESSES.values():
        assert press.action
        assert bool(press.role) == bool(press.purpose)


async def test_the_walk_finds_every_kind_of_button(found):
    _, buttons = found
    assert sorted(buttons) == KINDS
    for kind, ones in buttons.items():
        for one in ones:
            assert presses.find(PRESSES, one.data) is not None, kind
