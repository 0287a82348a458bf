"""Guardians: how they are linked, what they choose, and what they hear."""

import string
from datetime import timedelta

import pytest

from attendance import disputes, excuses, marking
from attendance.model import Dispute, SentPicture, Status
from bot.notices import tell_guardians
from bot.replies.guardian_texts import LANGUAGES
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN, Chats, data, labels

ANN, ZOE, MAX = 100, 700, 701
TEN = NINE + HOUR
HALF_PAST = TEN + 30 * MINUTE


@pytest.fixture
def chats():
    return Chats()


@pytest.fixture
async def math(chats):
    return await chats.school.add_class(meets_since=NINE - DAY)


@pytest.fixture
async def ann(chats, math):
    return await chats.school.add_student("Ann", math, account_id=ANN, agreed=True)


@pytest.fixture
async def told(chats, math):
    """The class tells guardians."""
    chats.clock.now = NINE - HOUR
    (answer,) = await chats.says(ADMIN, "/set MATH1 guardians on")
    assert "told of absences 30 min after the end" in answer.text
    return math


@pytest.fixture
async def zoe(chats, told, ann):
    """A guardian of Ann's who reads German and has agreed."""
    await accepts(chats, ZOE, await invited(chats, "ANN"))
    await chats.presses(ZOE, "g-lang:1")
    (answer,) = await chats.presses(ZOE, "g-agree:1")
    assert answer.text.startswith("Danke!")
    return ZOE


async def invited(chats, roll):
    (answer,) = await chats.says(ADMIN, f"/guardian {roll}")
    return next(word for word in answer.text.split() if "?start=" in word).partition("=")[2]


async def accepts(chats, account_id, code):
    (answer,) = await chats.says(account_id, f"/start {code}")
    return answer


async def hears(chats, at):
    """What guardians are told at a moment, as (account, text)."""
    chats.units.state.outbox.clear()
    chats.clock.now = at
    await tell_guardians(chats.units, at, chats.clock)
    return [(kept.message.chat_id, kept.message.text) for kept in chats.units.state.outbox.values()]


async def decide(chats, student, status, at):
    async with chats.units() as uow:
        (session,) = await uow.sessions.between(1, NINE.date(), NINE.date())
        await marking.decide(uow, session, student.id, status, by=ADMIN, at=at)
        await uow.commit()


# --- being linked ---------------------------------------------------------------------------


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


# --- what they choose -----------------------------------------------------------------------


async def test_start_shows_a_guardian_what_they_have_chosen(chats, ann, zoe):
    (answer,) = await chats.says(ZOE, "/start")
    assert answer.text == "Ich schreibe Ihnen bei Abwesenheit von: Ann."

    (stopped,) = await chats.taps(ZOE, answer, "Keine Nachrichten")
    assert stopped.text == "Sie bekommen von mir keine Nachrichten über: Ann."
    (resumed,) = await chats.taps(ZOE, stopped, "Nachrichten bekommen")
    assert resumed.text == answer.text
    (turkish,) = await chats.taps(ZOE, resumed, "Türkçe")
    assert turkish.text == "Derse gelmediklerinde size yazıyorum: Ann."


async def test_a_guardian_s_commands_are_theirs(chats, ann, zoe):
    (help_,) = await chats.says(ZOE, "/help")
    assert "/language" in help_.text
    assert "/forget" in help_.text
    (chosen,) = await chats.says(ZOE, "/language")
    assert "Español" in labels(chosen)
    (refused,) = await chats.says(ANN, "/language")
    assert refused.text == "Only guardians can choose the language of notices."
    (answer,) = await chats.says(ZOE, "/status")
    assert "a guardian" in answer.text


async def test_a_guardian_has_everything_erased(chats, ann, zoe):
    (question,) = await chats.says(ZOE, "/forget")
    (kept,) = await chats.taps(ZOE, question, "Behalten")
    assert "Ann" in kept.text
    (asked,) = await chats.taps(ZOE, kept, "Meine Daten")
    (gone,) = await chats.taps(ZOE, asked, "Meine Daten")

    assert gone.text.startswith("Erledigt")
    state = chats.units.state
    assert (state.guardians, state.guardianships, state.invites) == ({}, {}, {})
    (stale,) = await chats.presses(ZOE, "g-hear:1")
    assert "no longer in use" in stale.text
    assert await chats.school.settle(TEN)
    assert await hears(chats, HALF_PAST) == []


async def test_no_button_hears_for_somebody_who_has_not_agreed(chats, ann, told):
    await accepts(chats, ZOE, await invited(chats, "ANN"))
    await chats.presses(ZOE, "g-hear:1")
    await chats.presses(ZOE, "g-lang:99999")

    (guardian,) = chats.units.state.guardians.values()
    assert (guardian.hears_since, guardian.agreed_at) == (None, None)


async def test_a_teacher_may_be_a_guardian_too(chats, math, ann, told):
    tom = (await chats.school.add_teacher("Tom", math)).account_id
    await accepts(chats, tom, await invited(chats, "ANN"))
    await chats.presses(tom, "g-lang:0")
    await chats.presses(tom, "g-agree:1")

    welcome, choices = await chats.says(tom, "/start")

    assert welcome.text.startswith("Welcome, Tom")
    assert data(choices)[0] == "g-hear:0"


async def test_who_is_removed_has_no_guardians(chats, ann, zoe):
    open_one = await invited(chats, "ANN")
    await chats.presses(ADMIN, f"remove:{ann.id}")

    assert chats.units.state.guardians == {}
    assert "don't know" in (await accepts(chats, MAX, open_one)).text


# --- what they hear -------------------------------------------------------------------------


async def test_a_guardian_hears_of_an_absence_once_half_an_hour_after_the_end(chats, ann, zoe):
    await chats.school.settle(TEN)
    assert await hears(chats, HALF_PAST - MINUTE) == []

    ((account_id, text),) = await hears(chats, HALF_PAST)

    assert account_id == ZOE
    assert text.startswith("Ann hat gefehlt: MATH1 Mathematics 1, Mo 02.03.2026, 09:00 Uhr.")
    assert await hears(chats, HALF_PAST + MINUTE) == []


async def test_every_guardian_who_hears_is_told(chats, ann, zoe):
    await accepts(chats, MAX, await invited(chats, "ANN"))
    await chats.presses(MAX, "g-lang:0")
    await chats.presses(MAX, "g-agree:1")
    await chats.school.settle(TEN)

    assert {account_id for account_id, _ in await hears(chats, HALF_PAST)} == {ZOE, MAX}


async def test_off_by_default_no_class_tells_guardians(chats, math, ann):
    await accepts(chats, ZOE, await invited(chats, "ANN"))
    await chats.presses(ZOE, "g-lang:0")
    await chats.presses(ZOE, "g-agree:1")
    await chats.school.settle(TEN)
    assert await hears(chats, HALF_PAST) == []

    chats.clock.now = HALF_PAST
    await chats.says(ADMIN, "/set MATH1 guardians 0")
    assert await hears(chats, HALF_PAST + MINUTE) == []  # it closed before


async def test_the_minutes_are_the_class_s(chats, ann, zoe):
    await chats.says(ADMIN, "/set MATH1 guardians 90")
    await chats.school.settle(TEN)

    assert await hears(chats, TEN + 89 * MINUTE) == []
    assert len(await hears(chats, TEN + 90 * MINUTE)) == 1


async def test_a_correction_in_progress_holds_a_notice_back(chats, ann, zoe):
    await chats.school.settle(TEN)
    await decide(chats, ann, Status.PRESENT, TEN + 20 * MINUTE)
    assert await hears(chats, HALF_PAST) == []

    await decide(chats, ann, Status.ABSENT, TEN + 25 * MINUTE)
    assert await hears(chats, HALF_PAST) == []
    assert len(await hears(chats, TEN + 55 * MINUTE)) == 1


async def test_what_is_corrected_before_is_never_told(chats, ann, zoe):
    await chats.school.settle(TEN)
    await decide(chats, ann, Status.EXCUSED, TEN + 20 * MINUTE)

    assert await hears(chats, TEN + 5 * HOUR) == []


async def test_a_dispute_holds_a_notice_back_until_it_is_decided(chats, ann, zoe):
    await chats.school.settle(TEN)
    async with chats.units() as uow:
        (session,) = await uow.sessions.between(1, NINE.date(), NINE.date())
        dispute = await uow.disputes.add(a_dispute(session, ann))
        await uow.commit()
    assert await hears(chats, HALF_PAST) == []

    async with chats.units() as uow:
        await disputes.decide(uow, dispute, approved=False, by=ADMIN, at=HALF_PAST)
        await uow.commit()
    assert len(await hears(chats, HALF_PAST + MINUTE)) == 1


def a_dispute(session, student):
    return Dispute(
        id=0,
        session_id=session.id,
        student_id=student.id,
        sent_at=NINE,
        picture=SentPicture(file_id="f"),
        reason="no face",
        score=None,
        opened_at=TEN,
    )


@pytest.mark.parametrize(("approved", "notices"), [(True, 0), (False, 1)])
async def test_an_excuse_holds_a_notice_back_until_it_is_decided(
    chats, ann, zoe, approved, notices
):
    await chats.school.settle(TEN)
    async with chats.units() as uow:
        asked = await excuses.ask(uow, ann, "a train", NINE.date(), at=TEN)
        await uow.commit()
    assert await hears(chats, HALF_PAST) == []

    async with chats.units() as uow:
        ((_, excuse),) = asked.requests
        await excuses.decide(uow, excuse, approved=approved, by=ADMIN, at=HALF_PAST)
        await uow.commit()
    assert len(await hears(chats, HALF_PAST + HOUR)) == notices


async def test_what_was_told_and_is_corrected_is_told_once(chats, ann, zoe):
    await chats.school.settle(TEN)
    await hears(chats, HALF_PAST)
    await decide(chats, ann, Status.LATE, TEN + HOUR)
    assert await hears(chats, TEN + HOUR + MINUTE) == []

    ((_, text),) = await hears(chats, TEN + 90 * MINUTE)

    assert text.startswith("Korrektur: Ann")
    assert text.endswith("verspätet.")
    assert await hears(chats, TEN + 2 * HOUR) == []


async def test_nothing_of_the_time_without_notices_is_made_up_for(chats, ann, zoe):
    await chats.presses(ZOE, "g-hear:0")
    await chats.school.settle(TEN)
    chats.clock.now = TEN + MINUTE
    await chats.presses(ZOE, "g-hear:1")

    assert await hears(chats, TEN + 2 * HOUR) == []
    await chats.school.settle(TEN + DAY)
    assert len(await hears(chats, HALF_PAST + DAY)) == 1


async def test_a_notice_is_up_to_a_week_late(chats, ann, zoe):
    await chats.school.settle(TEN)

    assert await hears(chats, TEN + 8 * DAY) == []
    assert len(await hears(chats, TEN + 6 * DAY)) == 1


async def test_what_was_not_committed_is_told_the_next_time(chats, ann, zoe, monkeypatch):
    await chats.school.settle(TEN)

    def fails(_):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("bot.notices.texts.notice", fails)
        assert await hears(chats, HALF_PAST) == []

    assert len(await hears(chats, HALF_PAST + MINUTE)) == 1


@pytest.mark.parametrize(
    ("value", "known"), [("off", True), ("1441", False), ("soon", False), ("0", True)]
)
async def test_guardians_of_a_class_are_told_or_not(chats, told, value, known):
    (answer,) = await chats.says(ADMIN, f"/set MATH1 guardians {value}")

    assert ("should be on, off, or the minutes" in answer.text) is not known


# --- languages ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_says_the_same_things(code):
    english, other = LANGUAGES["en"], LANGUAGES[code]

    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for name, text in vars(english).items():
        if isinstance(text, str) and name != "date":
            assert blanks(getattr(other, name)) == blanks(text), name
    assert set(other.statuses) == set(english.statuses)
    assert len(other.weekdays) == 7
    assert len(other.consent) < 900
