from attendance import marking
from attendance.model import Status
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE
from tests.unit.bot.fakes import ANN
from tests.unit.bot.jobs.office import FOUR, TEN


async def test_a_student_hears_of_their_absences_before_the_summary_that_names_them(office):
    strict = await office.school.add_class("ART", meets_since=NINE - HOUR, warn_absences=2)
    await office.school.add_student("Bob", strict, account_id=ANN)
    await office.school.add_teacher("Tom", strict)
    await office.tick(FOUR)
    assert [chat_id for chat_id, _ in office.letters] != [ANN]
    office.school.units.state.outbox.clear()

    await office.tick(FOUR + DAY)

    (chat_id, warning), (_, summary) = office.letters
    assert chat_id == ANN
    assert "absent the last 2 times" in warning
    assert "Absent in a row: Bob (2×)" in summary.splitlines()
    await office.tick(FOUR + DAY + MINUTE)
    assert len(office.letters) == 2


async def test_while_a_student_cannot_be_told_no_summary_names_them(office, monkeypatch):
    strict = await office.school.add_class("ART", meets_since=NINE - HOUR, warn_absences=1)
    await office.school.add_student("Bob", strict, account_id=ANN)
    await office.school.add_teacher("Tom", strict)

    def fails(_):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("bot.replies.warnings.warned", fails)
        await office.tick(FOUR)
    ((_, summary),) = office.letters
    assert "Absent in a row" not in summary

    await office.tick(FOUR + MINUTE)

    assert "absent the last" in office.letters[-1][1]


async def test_a_warning_that_a_correction_undoes_is_taken_back_kindly(office):
    strict = await office.school.add_class("ART", meets_since=NINE - HOUR, warn_absences=1)
    bob = await office.school.add_student("Bob", strict, account_id=ANN)
    await office.tick(TEN)
    async with office.school.units() as uow:
        (session,) = await uow.sessions.between(strict.id, NINE.date(), NINE.date())
        await marking.decide(uow, session, bob.id, Status.EXCUSED, by=1, at=TEN)
        await uow.commit()

    await office.tick(TEN + MINUTE)

    told = [text for chat_id, text in office.letters if chat_id == ANN]
    assert [text.splitlines()[0][:10] for text in told] == ["A friendly", "Good news "]
