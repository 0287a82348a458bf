from dataclasses import replace

import pytest

from attendance.errors import NotFound
from attendance.model import Mark, Source, Status
from attendance.standing import Attended, GivenWarning, Standing, WarningKind
from storage.errors import Conflict
from tests.contract.samples import DAY, NOW, a_class, a_plan

TODAY = NOW.date()


@pytest.fixture
async def class_(uow):
    return await uow.classes.add(a_class(warn_below=80, warn_absences=2))


def a_warning(class_, student, **changes):
    values = {
        "id": 0,
        "class_id": class_.id,
        "student_id": student.id,
        "kind": WarningKind.BELOW,
        "day": TODAY,
        "starts_at": NOW,
        "standing": Standing(attended=2, missed=3, in_a_row=1),
    }
    return GivenWarning(**values | changes)


async def test_when_a_class_warns_is_kept_with_it(uow, class_):
    assert await uow.classes.get(class_.id) == class_

    await uow.classes.save(replace(class_, warn_below=None))

    assert (await uow.classes.get(class_.id)).warn_below is None


async def test_a_warning_stands_until_it_is_ended(uow, class_, ann):
    async def between(first, last):
        found = await uow.warnings.between([class_.id], TODAY + first * DAY, TODAY + last * DAY)
        return found.get(class_.id, [])

    given = await uow.warnings.add(a_warning(class_, ann))
    assert await uow.warnings.standing(class_.id) == [given]
    assert await between(-2, -1) == []
    assert await between(1, 1) == await between(-1, 0) == [given]
    assert await uow.warnings.between([class_.id + 1], TODAY, TODAY) == {}

    ended = replace(
        given,
        ended=TODAY + 2 * DAY,
        standing=Standing(attended=2, missed=4, in_a_row=2),
    )
    await uow.warnings.save(ended)

    assert await uow.warnings.standing(class_.id) == []
    assert await between(1, 5) == [ended]
    assert await between(2, 5) == []
    await uow.warnings.save(replace(ended, ended=TODAY))
    assert await between(-1, 5) == []
    with pytest.raises(NotFound):
        await uow.warnings.save(replace(given, id=999))


async def test_nobody_has_two_warnings_of_a_kind_that_stand(uow, class_, ann):
    first = await uow.warnings.add(a_warning(class_, ann))
    await uow.warnings.add(a_warning(class_, ann, kind=WarningKind.IN_A_ROW))
    await uow.warnings.save(replace(first, ended=TODAY))
    await uow.warnings.add(a_warning(class_, ann))

    with pytest.raises(Conflict):
        await uow.warnings.add(a_warning(class_, ann))


async def test_who_is_to_be_judged_is_noted_once(uow, class_, ann):
    bob = await uow.students.add("B1", "Bob")
    await uow.warnings.note_changed(class_.id, [])
    assert await uow.warnings.changed() == {}

    await uow.warnings.note_changed(class_.id, {ann.id})
    await uow.warnings.note_changed(class_.id, [ann.id, bob.id])
    assert await uow.warnings.changed() == {class_.id: {ann.id, bob.id}}

    await uow.warnings.note_judged(class_.id, [ann.id])
    assert await uow.warnings.changed() == {class_.id: {bob.id}}


async def test_the_marks_of_settled_sessions_are_found_by_student(uow, class_, ann):
    bob = await uow.students.add("B1", "Bob")
    for day, settled in ((0, True), (1, True), (2, False), (9, True)):
        session = await uow.sessions.ensure(class_.id, a_plan(NOW + day * DAY))
        for one in (ann, bob):
            mark = Mark(
                session_id=session.id,
                student_id=one.id,
                status=Status.ABSENT,
                source=Source.CLOSING,
                at=NOW,
            )
            await uow.marks.put(mark)
        if settled:
            await uow.sessions.settle(session.id, NOW + 10 * DAY)

    found = await uow.marks.of_students(class_.id, [ann.id], TODAY, TODAY + 7 * DAY)

    assert found == {
        ann.id: [
            Attended(date=TODAY + day * DAY, starts_at=NOW + day * DAY, status=Status.ABSENT)
            for day in (0, 1)
        ]
    }
    assert await uow.marks.of_students(class_.id, [], TODAY, TODAY) == {}


async def test_a_session_that_was_called_off_on_its_way_is_not_read(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    mark = Mark(
        session_id=session.id,
        student_id=ann.id,
        status=Status.PRESENT,
        source=Source.SELFIE,
        at=NOW,
    )
    await uow.marks.put(mark)
    await uow.sessions.settle(session.id, NOW)

    assert await uow.marks.of_students(class_.id, [ann.id], TODAY, TODAY) == {}
