from dataclasses import replace

import pytest

from attendance.model import CheckIn, SentPicture, UpdateKey
from tests.unit.attendance.samples import DAY, NINE
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


async def test_updates_that_were_handled_are_forgotten_before_ids_can_jump(office):
    await office.receive(1, NINE)
    await office.handle(1)

    await office.tick(NINE + 6 * DAY)
    assert len(office.school.units.state.inbox) == 1

    await office.tick(NINE + 6 * DAY + SECOND)
    assert office.school.units.state.inbox == {}


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
