"""Two students who may be one person: told once, decided by buttons, and the decision stands."""

from dataclasses import replace

import pytest

from attendance import linking, suspicions
from attendance.model import Decision, Why
from tests.unit.attendance.samples import NINE
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.fakes import ANN

OTHER_ADMIN = 2


@pytest.fixture
async def bob(chats, math):
    return await chats.school.add_student("Bob", math, account_id=200, agreed=True, photos=[b"bob"])


@pytest.fixture
async def question(chats, ann, bob):
    """What an admin is asked about Ann and Bob, from the list in /stats."""
    await suspect(chats, ann, bob)
    (stats,) = await chats.says(ADMIN, "/stats")
    assert "May be one person: 1 pair of students" in stats.text
    (listed,) = await chats.taps(ADMIN, stats, "Show those")
    assert "• Ann (ANN) and Bob (BOB): alike selfies" in listed.text
    (asked,) = await chats.taps(ADMIN, listed, "ANN Ann")
    return asked


async def suspect(chats, one, other, why=Why.SELFIES):
    async with chats.units() as uow:
        told = await suspicions.suspect(uow, (one, other), why, NINE)
        await uow.commit()
    return told


def decisions(chats):
    return [one.decision for one in chats.units.state.suspicions.values()]


def test_the_question_says_why_and_what_each_answer_does(question):
    assert question.text.startswith("Are Ann (ANN) and Bob (BOB) one person?\n• Their last selfies")
    assert labels(question) == ["Same person", "Twins", "Two people", "Look into it"]


async def test_same_person_shows_both_records_and_removes_nobody(chats, question, ann, bob):
    answer, records = await chats.taps(ADMIN, question, "Same person")

    assert "Nothing is removed yet" in answer.text
    assert answer.buttons == ()
    assert "Ann (ANN)\nClasses: MATH1" in records.text
    assert "Bob (BOB)\nClasses: MATH1" in records.text
    assert decisions(chats) == [Decision.SAME]
    assert chats.audited[-1] == (ADMIN, "decide pair")
    assert all(one.left_at is None for one in chats.units.state.students.values())

    (asked,) = await chats.taps(ADMIN, records, "Remove BOB Bob")
    assert asked.edits is None
    assert "Remove Bob (BOB)?" in asked.text
    assert chats.units.state.students[bob.id].left_at is None
    await chats.taps(ADMIN, asked, "Remove")
    assert chats.units.state.students[bob.id].left_at is not None
    assert chats.units.state.suspicions == {}


async def test_twins_stand_no_longer_in_each_other_s_way(chats, question, ann, bob):
    (answer,) = await chats.taps(ADMIN, question, "Twins")

    assert "paired as lookalikes" in answer.text
    assert chats.units.state.lookalikes == {(ann.id, bob.id)}
    assert decisions(chats) == [Decision.TWINS]


async def test_two_people_stay_as_they_are(chats, question, ann, bob):
    (answer,) = await chats.taps(ADMIN, question, "Two people")

    assert "two people. Nothing changes." in answer.text
    assert chats.units.state.lookalikes == set()
    (stats,) = await chats.says(ADMIN, "/stats")
    assert "one person" not in stats.text


async def test_what_is_to_be_looked_into_stays_open_with_its_buttons(chats, question, ann, bob):
    (answer,) = await chats.taps(ADMIN, question, "Look into it")

    assert "kept open" in answer.text
    assert labels(answer) == ["Same person", "Twins", "Two people"]
    (stats,) = await chats.says(ADMIN, "/stats")
    assert "May be one person: 1 pair of students" in stats.text
    await chats.taps(ADMIN, answer, "Two people")
    assert decisions(chats) == [Decision.TWO]


@pytest.mark.parametrize("first", ["Same person", "Twins", "Two people"])
@pytest.mark.parametrize("second", ["Same person", "Twins", "Two people", "Look into it"])
async def test_a_decision_stands(chats, question, ann, bob, first, second):
    await chats.taps(ADMIN, question, first)
    before = (decisions(chats), set(chats.units.state.lookalikes), chats.audited)

    (answer,) = await chats.taps(ADMIN, question, second)

    assert f"decided on 2026-03-02, {decisions(chats)[0].value}" in answer.text
    assert (decisions(chats), chats.units.state.lookalikes, chats.audited) == before


async def test_a_pair_is_told_once_for_each_reason_until_it_is_decided(chats, question, ann, bob):
    assert not await suspect(chats, bob, ann)
    assert await suspect(chats, ann, bob, Why.FACE)
    await chats.taps(ADMIN, question, "Two people")
    assert not await suspect(chats, ann, bob, Why.ACCOUNT)


async def test_nobody_but_an_admin_decides(chats, question, ann, bob, tom):
    for account_id in (ANN, tom, 900):
        for carried in (*data(question), "pairs", f"ask-removal:{ann.id}"):
            (answer,) = await chats.presses(account_id, carried)
            assert "Only admins can" in answer.text
    assert decisions(chats) == [None]


async def test_of_who_has_left_nothing_is_decided(chats, question, ann, bob):
    await chats.school.remove(bob, NINE)
    (answer,) = await chats.taps(ADMIN, question, "Twins")
    assert "no longer enrolled" in answer.text
    assert chats.units.state.lookalikes == set()


async def test_a_pair_that_nothing_is_said_of_is_not_decided_by_a_made_up_button(chats, ann, bob):
    for numbers in ((ann.id, bob.id), (ann.id, ann.id), (ann.id, 10**17)):
        await chats.presses(ADMIN, ":".join(("twins", *map(str, numbers))))
    assert chats.units.state.lookalikes == set()
    assert chats.units.state.suspicions == {}


# --- the command that pairs -----------------------------------------------------------------


async def test_who_is_paired_by_command_is_decided_and_parted_may_be_told_anew(
    chats, question, ann, bob
):
    await chats.says(ADMIN, "/lookalikes ANN BOB")
    assert decisions(chats) == [Decision.TWINS]

    await chats.says(ADMIN, "/lookalikes ANN BOB off")
    assert await suspect(chats, ann, bob)


# --- one face -------------------------------------------------------------------------------


@pytest.fixture
async def two_admins(chats):
    chats.services = replace(chats.services, admin_ids=frozenset({ADMIN, OTHER_ADMIN}))
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)


async def test_the_other_admins_hear_once_of_one_face_under_two_students(
    chats, two_admins, ann, bob
):
    await chats.services.desk.refresh()

    sent = await chats.shows(ADMIN, "bob", "/photo ANN")

    (told,) = to(sent, OTHER_ADMIN)
    assert "Are Ann (ANN) and Bob (BOB) one person?\n• An enrolment photo" in told.text
    (answer,) = to(sent, ADMIN)
    assert "looks like Bob (BOB)" in answer.text
    (twins,) = await chats.taps(ADMIN, answer, "Twins")
    assert "paired as lookalikes" in twins.text
    assert labels(twins) == ["Remove this photo", "Keep it"]


async def test_a_photo_that_is_removed_leaves_no_suspicion(chats, ann, bob):
    await chats.services.desk.refresh()
    (answer,) = await chats.shows(ADMIN, "bob", "/photo ANN")
    assert decisions(chats) == [None]

    await chats.taps(ADMIN, answer, "Remove this photo")

    assert chats.units.state.suspicions == {}


# --- one account ----------------------------------------------------------------------------


@pytest.fixture
async def claim(chats, ann, math):
    """What admins are asked when Ann's account has opened the invite of Cyd."""
    cyd = await chats.school.add_student("Cyd", math)
    async with chats.units() as uow:
        code = await linking.invite(uow, cyd, chats.clock())
        await uow.commit()
    (asked,) = to(await chats.says(ANN, f"/start {code}"), ADMIN)
    return asked


async def test_an_account_of_one_that_claims_another_may_be_one_person_twice(chats, claim):
    assert labels(claim)[2:] == ["Same person", "Twins", "Look into it"]

    answer, records = await chats.taps(ADMIN, claim, "Same person")

    assert labels(answer) == ["Move the link", "Leave it"]
    assert "Cyd (CYD)" in records.text


@pytest.mark.parametrize("label", ["Move the link", "Leave it"])
async def test_whose_account_it_is_says_that_they_are_two(chats, claim, label):
    await chats.taps(ADMIN, claim, label)

    assert decisions(chats) == [Decision.TWO]


async def test_but_not_of_two_who_have_one_face(chats, claim, ann):
    (cyd,) = [one for one in chats.units.state.students.values() if one.name == "Cyd"]
    await suspect(chats, ann, cyd, Why.FACE)

    await chats.taps(ADMIN, claim, "Leave it")

    assert decisions(chats) == [None, None]
