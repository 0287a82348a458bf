from dataclasses import replace

import pytest

from attendance import room_code, traces
from attendance.mail import Conversation
from attendance.model import (
    CheckIn,
    Dispute,
    Excuse,
    Flag,
    KioskPhoto,
    SentPicture,
    Status,
    Trace,
    UpdateKey,
)
from bot.settings import Privacy
from tests.unit.attendance.samples import DAY, NINE, a_plan
from tests.unit.bot.fakes import BOT_ID
from tests.unit.bot.jobs.office import SECOND

# --- erasing --------------------------------------------------------------------------------


async def test_faces_that_wait_too_long_for_consent_are_erased(office, math):
    stored = NINE - 30 * DAY
    async with office.school.units() as uow:
        (ann,) = await uow.students.active()
        await uow.templates.add(
            student_id=ann.id, model="fake", embedding=b"x", photo=b"x", at=stored
        )
        await uow.commit()

    await office.tick(NINE)
    (waiting,) = office.school.units.state.templates.values()
    await office.tick(NINE + SECOND)
    (erased,) = office.school.units.state.templates.values()

    assert (waiting.state, waiting.embedding) == ("pending", b"x")
    assert (erased.state, erased.embedding) == ("erased", None)


@pytest.mark.parametrize(("keeps", "stays"), [(True, True), (None, False)])
async def test_a_photo_is_forgotten_that_its_student_did_not_want_kept_in_time(
    office, math, keeps, stays
):
    picture = SentPicture(file_id="AgAC")
    async with office.school.units() as uow:
        (ann,) = await uow.students.active()
        await uow.students.save(replace(ann, agreed=True, keeps_photo=keeps))
        template_id = await uow.templates.add(
            student_id=ann.id, model="fake", embedding=b"x", photo=b"x", at=NINE - 30 * DAY
        )
        await uow.references.put(template_id, picture)
        await uow.commit()

    await office.tick(NINE)
    (waiting,) = office.school.units.state.templates.values()
    await office.tick(NINE + SECOND)
    (later,) = office.school.units.state.templates.values()

    assert waiting.picture == picture
    assert (later.picture, later.embedding) == (picture if stays else None, b"x")


async def test_the_secret_of_a_session_goes_ten_minutes_after_its_closing(office, math):
    async with office.school.units() as uow:
        session = await uow.sessions.ensure(math.id, a_plan())
        await uow.rooms.keep(session.id, b"secret")
        await uow.commit()
    last = session.closes_at + room_code.LASTS

    await office.tick(last)
    assert office.school.units.state.secrets == {session.id: b"secret"}

    await office.tick(last + SECOND)
    assert office.school.units.state.secrets == {}


async def test_updates_that_were_handled_are_forgotten_before_ids_can_jump(office):
    await office.receive(1, NINE)
    await office.handle(1)

    await office.tick(NINE + 6 * DAY)
    assert len(office.school.units.state.inbox) == 1

    await office.tick(NINE + 6 * DAY + SECOND)
    assert office.school.units.state.inbox == {}


async def test_a_command_that_waited_too_long_for_its_answers_is_forgotten(office):
    chat = Conversation(chat_id=1, command="enroll", answers={"name": "Bo"}, expires_at=NINE)
    async with office.school.units() as uow:
        await uow.conversations.put(chat)
        await uow.commit()

    await office.tick(NINE - SECOND)
    assert office.school.units.state.conversations == {1: chat}

    await office.tick(NINE)
    assert office.school.units.state.conversations == {}


async def test_reasons_of_excuses_go_with_the_check_ins_of_their_time(office, math):
    (ann,) = office.school.units.state.students.values()
    async with office.school.units() as uow:
        excuse = Excuse(
            id=0,
            student_id=ann.id,
            class_id=math.id,
            date=NINE.date(),
            reason="a cold",
            asked_at=NINE,
            approved=True,
        )
        await uow.excuses.add(excuse)
        await uow.commit()

    def reasons():
        return [one.reason for one in office.school.units.state.excuses.values()]

    await office.tick(NINE + 365 * DAY)
    assert reasons() == ["a cold"]

    await office.tick(NINE + 366 * DAY)
    assert reasons() == [""]


# --- any order ------------------------------------------------------------------------------


async def test_the_pictures_of_refused_selfies_are_forgotten_when_they_cannot_be_disputed(
    office, math
):
    (ann,) = office.school.units.state.students.values()
    async with office.school.units() as uow:
        await uow.check_ins.add(
            CheckIn(
                update=UpdateKey(bot_id=BOT_ID, update_id=1),
                student_id=ann.id,
                sent_at=NINE,
                verdict="refused",
                reason="no face",
                picture=SentPicture(file_id="AgAC"),
            )
        )
        await uow.commit()

    def pictures():
        return [kept.picture for kept in office.school.units.state.check_ins.values()]

    await office.tick(NINE + 7 * DAY)
    assert pictures() != [None]
    await office.tick(NINE + 7 * DAY + SECOND)
    assert pictures() == [None]


# --- old check-ins --------------------------------------------------------------------------


async def test_check_ins_are_erased_after_their_time_and_the_marks_stay(office, math):
    (ann,) = office.school.units.state.students.values()
    await office.school.mark(math, a_plan(), ann, Status.LATE)
    (session,) = office.school.units.state.sessions.values()
    async with office.school.units() as uow:
        for number in range(2):
            await uow.check_ins.add(
                CheckIn(
                    update=UpdateKey(bot_id=BOT_ID, update_id=number),
                    student_id=ann.id,
                    sent_at=NINE + number * DAY,
                    verdict="marked",
                )
            )
        await uow.disputes.add(
            Dispute(
                id=0,
                session_id=session.id,
                student_id=ann.id,
                sent_at=NINE,
                picture=None,
                reason="no face",
                score=None,
                opened_at=NINE,
            )
        )
        await uow.commit()
    state = office.school.units

    await office.tick(NINE + 365 * DAY)
    assert (len(state.state.check_ins), len(state.state.disputes)) == (2, 1)
    await office.tick(NINE + 365 * DAY + SECOND)
    assert (len(state.state.check_ins), len(state.state.disputes)) == (1, 0)
    assert state.state.marks[session.id, ann.id].status is Status.LATE


async def test_check_ins_may_be_kept_for_ever(office, math):
    (ann,) = office.school.units.state.students.values()
    async with office.school.units() as uow:
        key = UpdateKey(bot_id=BOT_ID, update_id=1)
        await uow.check_ins.add(
            CheckIn(update=key, student_id=ann.id, sent_at=NINE, verdict="marked")
        )
        await uow.commit()
    office.keeper = replace(office.keeper, privacy=Privacy(retention_days=0))

    await office.tick(NINE + 9999 * DAY)

    assert len(office.school.units.state.check_ins) == 1


async def test_traces_of_pictures_go_after_sixty_days_and_flags_with_their_check_in(office, math):
    (ann,) = office.school.units.state.students.values()
    async with office.school.units() as uow:
        check_in = CheckIn(
            update=UpdateKey(bot_id=BOT_ID, update_id=1),
            student_id=ann.id,
            sent_at=NINE,
            verdict="marked",
        )
        await uow.check_ins.add(check_in)
        await uow.flags.add(traces.flag(Flag.SAME_FILE, check_in))
        await uow.traces.add(check_in, math.id, Trace(file="one"))
        await uow.traces.keep_of_kiosk(
            KioskPhoto(update=check_in.update, sent_at=NINE, class_id=math.id, file="two")
        )
        await uow.commit()

    def kept():
        state = office.school.units.state
        assert len(state.kiosk_photos) == len(state.traces)
        return len(state.traces), len(state.flags), len(state.check_ins)

    await office.tick(NINE + 60 * DAY)
    assert kept() == (1, 1, 1)
    await office.tick(NINE + 60 * DAY + SECOND)
    assert kept() == (0, 1, 1)
    await office.tick(NINE + 365 * DAY + SECOND)
    assert kept() == (0, 0, 0)
