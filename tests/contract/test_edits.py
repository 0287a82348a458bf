from dataclasses import replace
from datetime import date

import pytest

from attendance.errors import NotFound
from attendance.model import Alternative, Appointment, Change, Edit, Holiday, Place, Requirement
from tests.contract.samples import DAY, MINUTE, NOW, a_class, a_plan

ADMIN = 1


def an_edit(before, after, at=NOW):
    return Edit(id=0, at=at, account_id=ADMIN, before=before, after=after)


async def test_an_edit_of_a_class_is_kept_whole(uow):
    meeting = Appointment(starts_at=NOW, closes_at=NOW + 60 * MINUTE)
    before = await uow.classes.add(a_class(first_day=date(2026, 2, 1)))
    after = replace(
        before,
        imported=(meeting,),
        opened=(meeting,),
        changes=(Change(starts_at=NOW), Change(starts_at=NOW + DAY, becomes=meeting)),
        archived_at=NOW + MINUTE,
        requires=frozenset({Requirement.CODE, Requirement.LOCATION}),
        alternative=Alternative.CODE,
        place=Place(latitude=-33.8568, longitude=151.2153),
        radius=150,
    )
    await uow.classes.save(after)
    assert await uow.classes.get(before.id) == after

    added = await uow.edits.add(an_edit(before, after))

    assert await uow.edits.get(added.id) == added == replace(an_edit(before, after), id=added.id)


async def test_an_edit_of_a_holiday_is_kept_whole(uow):
    class_ = await uow.classes.add(a_class())
    holiday = Holiday(class_id=class_.id, first=NOW.date(), last=NOW.date(), name="Fair")

    added = await uow.edits.add(an_edit(None, holiday))

    assert await uow.edits.get(added.id) == replace(an_edit(None, holiday), id=added.id)


async def test_an_edit_knows_when_it_was_taken_back(uow):
    added = await uow.edits.add(an_edit(None, a_class()))

    await uow.edits.undone(added.id, NOW + DAY)

    assert (await uow.edits.get(added.id)).undone_at == NOW + DAY
    with pytest.raises(NotFound):
        await uow.edits.undone(added.id + 1, NOW)


async def test_edits_are_forgotten_when_they_are_old(uow):
    old = await uow.edits.add(an_edit(None, a_class()))
    new = await uow.edits.add(an_edit(None, a_class(), at=NOW + DAY))

    await uow.edits.forget(NOW + DAY)

    with pytest.raises(NotFound):
        await uow.edits.get(old.id)
    assert await uow.edits.get(new.id) == new


# --- archived classes -----------------------------------------------------------------------


async def test_an_archived_class_is_no_longer_among_all_and_still_found(uow):
    ann, tom = await uow.students.add("A1", "Ann"), await uow.teachers.add("Tom")
    old, new = await uow.classes.add(a_class("OLD")), await uow.classes.add(a_class("NEW"))
    await uow.classes.join(old.id, ann.id, NOW)
    await uow.classes.assign(old.id, tom.id, NOW)
    archived = replace(old, archived_at=NOW)

    await uow.classes.save(archived)

    assert await uow.classes.all() == [new]
    assert await uow.classes.archived() == [archived]
    assert await uow.classes.archived(since=NOW) == [archived]
    assert await uow.classes.archived(since=NOW + MINUTE) == []
    assert await uow.classes.get(old.id) == archived
    assert await uow.classes.by_code("OLD") == archived
    assert await uow.classes.of_student(ann.id) == [archived]
    assert await uow.classes.of_teacher(tom.id) == [archived]


# --- classes taken back ---------------------------------------------------------------------


async def test_a_class_that_nothing_belongs_to_can_be_removed_with_its_calendar(uow):
    meeting = Appointment(starts_at=NOW, closes_at=NOW + 60 * MINUTE)
    class_ = await uow.classes.add(a_class(opened=(meeting,), changes=(Change(starts_at=NOW),)))

    assert await uow.classes.remove(class_.id) is True

    assert await uow.classes.by_code(class_.code) is None
    assert await uow.classes.remove(class_.id) is False


async def _joins(uow, class_):
    ann = await uow.students.add("A1", "Ann")
    await uow.classes.join(class_.id, ann.id, NOW)
    await uow.classes.leave(class_.id, ann.id, NOW)


async def _is_taught(uow, class_):
    tom = await uow.teachers.add("Tom")
    await uow.classes.assign(class_.id, tom.id, NOW)


async def _has_a_holiday(uow, class_):
    await uow.holidays.add(Holiday(class_id=class_.id, first=NOW.date(), last=NOW.date()))


async def _met(uow, class_):
    await uow.sessions.ensure(class_.id, a_plan())


@pytest.mark.parametrize("use", [_joins, _is_taught, _has_a_holiday, _met])
async def test_a_class_that_anything_belongs_to_stays(uow, use):
    class_ = await uow.classes.add(a_class())
    await use(uow, class_)

    assert await uow.classes.remove(class_.id) is False
    assert (await uow.classes.get(class_.id)).meetings == class_.meetings
