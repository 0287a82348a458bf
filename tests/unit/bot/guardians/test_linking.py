"""How guardians are linked, and unlinked."""

from datetime import timedelta

from tests.unit.attendance.samples import NINE
from tests.unit.bot.chats import ADMIN, labels
from tests.unit.bot.fakes import ANN
from tests.unit.bot.guardians.family import MAX, ZOE, accepts, invited


async def test_a_guardian_chooses_a_language_and_is_asked_in_it(chats, ann):
    answer = await accepts(chats, ZOE, await invited(chats, "ann"))
    assert labels(answer) == ["English", "Deutsch", "Español", "Français", "Türkçe"]

    (question,) = await chats.taps(ZOE, answer, "Français")
    assert "responsable de Ann" in question.text
    (thanks,) = await chats.taps(ZOE, question, "Oui")

    assert thanks.text.startswith("Merci")
    (guardian,) = chats.units.state.guardians.values()
    assert (guardian.language, guardian.hears_since) == ("fr", NINE)
    assert (guardian.agreed_at, guardian.text_version) == (NINE, "1")
    assert len(guardian.text_hash) == 64


async def test_a_guardian_who_says_no_is_forgotten(chats, ann):
    await accepts(chats, ZOE, await invited(chats, "ANN"))
    await chats.presses(ZOE, "g-lang:0")
    (answer,) = await chats.presses(ZOE, "g-agree:0")

    assert "erased" in answer.text
    state = chats.units.state
    assert (state.guardians, state.guardianships, state.invites) == ({}, {}, {})


async def test_a_link_works_once_and_again_for_whom_it_worked(chats, ann, zoe):
    code = await invited(chats, "ANN")
    await accepts(chats, MAX, code)

    assert "used already" in (await accepts(chats, ZOE, code)).text
    assert (await accepts(chats, MAX, code)).text.startswith("Please choose")
    assert len(chats.units.state.guardianships) == 2


async def test_a_second_child_needs_no_second_question(chats, math, ann, zoe):
    await chats.school.add_student("Bob", math)

    answer = await accepts(chats, ZOE, await invited(chats, "BOB"))

    assert answer.text == "Ich schreibe Ihnen auch, wenn Bob gefehlt hat."


async def test_a_student_is_not_their_own_guardian(chats, ann):
    assert "belongs to Ann" in (await accepts(chats, ANN, await invited(chats, "ANN"))).text
    assert chats.units.state.guardians == {}


async def test_a_link_expires_and_can_be_taken_back(chats, ann):
    old, code = await invited(chats, "ANN"), await invited(chats, "ANN")
    await chats.says(ADMIN, "/guardian ANN off")
    assert "don't know this invite" in (await accepts(chats, ZOE, code)).text
    assert "don't know this invite" in (await accepts(chats, ZOE, old)).text

    code = await invited(chats, "ANN")
    chats.advance(timedelta(days=31))
    assert "expired" in (await accepts(chats, ZOE, code)).text


async def test_only_admins_make_such_links_and_it_is_noted(chats, math, ann):
    tom = (await chats.school.add_teacher("Tom", math)).account_id

    (refused,) = await chats.says(tom, "/guardian ANN")
    assert refused.text == "Only admins can enrol people."
    (answer,) = await chats.says(ADMIN, "/guardian ANN")

    assert "None of their classes tells guardians yet" in answer.text
    assert (ADMIN, "guardian") in chats.audited


async def test_an_admin_sees_how_many_guardians_a_student_has(chats, ann, zoe):
    await accepts(chats, MAX, await invited(chats, "ANN"))

    (answer,) = await chats.says(ADMIN, "/student ANN")

    assert "Guardians: 2 linked, 1 of them get notices" in answer.text.splitlines()
