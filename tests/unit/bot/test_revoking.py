"""Links that still work: who sees them, and how they are taken back."""

import pytest

from bot.replies import common, revoking
from tests.unit.attendance.samples import DAY
from tests.unit.bot.chats import ADMIN, labels
from tests.unit.bot.fakes import ANN

NEW, LATER = 401, 402


@pytest.fixture
async def bob(chats, math):
    return await chats.school.add_student("Bob", math)


async def code_of(chats, command):
    (answer,) = await chats.says(ADMIN, command)
    return answer.text.partition("?start=")[2].split()[0]


async def test_open_invites_are_listed_with_whose_they_are_and_until_when(chats, tom, ann, bob):
    await chats.says(ADMIN, "/invite BOB")
    chats.advance(DAY)
    await chats.says(ADMIN, "/teacher MATH1 Uma Lee")
    await chats.says(ADMIN, "/guardian ANN")
    await chats.says(ADMIN, "/guardian ANN")

    (answer,) = await chats.says(ADMIN, "/invites")

    assert answer.text.splitlines()[0] == "3 people have a link that still works:"
    assert "invite of Bob (BOB), until 2026-04-01" in answer.text
    assert "teacher's invite of Uma Lee, until 2026-04-02" in answer.text
    assert "guardians' invite of Ann (ANN) (2 links), until 2026-04-02" in answer.text
    assert sorted(labels(answer)) == [
        "Revoke guardians' invite: Ann",
        "Revoke invite: Bob",
        "Revoke teacher's invite: Uma Lee",
    ]


@pytest.mark.parametrize(
    ("command", "label"),
    [
        ("/invite BOB", "Revoke invite"),
        ("/teacher MATH1 Uma", "Revoke teacher's"),
        ("/guardian BOB", "Revoke guardians'"),
    ],
)
async def test_a_link_that_was_revoked_works_no_more(chats, bob, command, label):
    code = await code_of(chats, command)
    (listed,) = await chats.says(ADMIN, "/invites")

    (answer,) = await chats.taps(ADMIN, listed, label)

    assert answer.text.startswith("Revoked: ")
    assert "No invite is open" in answer.text
    assert chats.audited[-1] == (ADMIN, "revoke invite")
    (refused,) = await chats.says(NEW, f"/start {code}")
    assert "I don't know this invite" in refused.text


async def test_a_student_s_invite_is_shown_with_them_and_revoked_there(chats, bob):
    await chats.says(ADMIN, "/invite BOB")
    (shown,) = await chats.says(ADMIN, "/student BOB")
    assert "Open: invite of Bob (BOB), until 2026-04-01" in shown.text

    (answer,) = await chats.taps(ADMIN, shown, "Revoke invite")
    assert "/invite BOB makes a new one" in answer.text
    (shown,) = await chats.says(ADMIN, "/student BOB")
    assert "Open:" not in shown.text
    assert shown.buttons == ()


async def test_an_invite_is_revoked_by_its_command_and_only_once(chats, bob):
    code = await code_of(chats, "/invite BOB")

    (answer,) = await chats.says(ADMIN, "/invite BOB off")
    assert answer.text.startswith("Revoked: the invite of Bob (BOB).")
    (again,) = await chats.says(ADMIN, "/invite BOB off")
    assert again.text.startswith("There is no open invite of Bob (BOB)")

    assert [act for _, act in chats.audited] == ["invite", "revoke invite"]
    (refused,) = await chats.says(NEW, f"/start {code}")
    assert "I don't know this invite" in refused.text


async def test_revoking_takes_no_account_from_whoever_is_linked(chats, ann):
    await chats.says(ADMIN, "/invite ANN")

    await chats.says(ADMIN, "/invite ANN off")

    assert chats.units.state.students[ann.id].account_id == ANN


async def test_a_teacher_without_a_class_has_no_open_invite(chats, math):
    code = await code_of(chats, "/teacher MATH1 Uma")

    await chats.says(ADMIN, "/teacher MATH1 Uma off")

    (refused,) = await chats.says(NEW, f"/start {code}")
    assert "I don't know this invite" in refused.text


async def test_more_open_invites_than_fit_are_counted(chats, math):
    for number in range(revoking.SHOWN + 2):
        await chats.school.add_student(f"S{number}", math)
        await chats.says(ADMIN, f"/invite S{number}")

    (answer,) = await chats.says(ADMIN, "/invites")

    assert "… and 2 more" in answer.text
    assert len(labels(answer)) == revoking.SHOWN


@pytest.mark.parametrize("carried", ["revoke:0:999:0", f"revoke:9:{10**17}:1", "revoke:0:1"])
async def test_a_made_up_button_revokes_nothing(chats, bob, carried):
    await chats.says(ADMIN, "/invite BOB")

    (answer,) = await chats.presses(ADMIN, carried)

    assert answer.text == common.STALE_BUTTON
    assert len(chats.units.state.invites) == 1
