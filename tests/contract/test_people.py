from dataclasses import replace

import pytest

from attendance.errors import NotFound
from attendance.model import Teaching
from storage.errors import Conflict
from tests.contract.samples import DAY, NOW, a_class

AN_ACCOUNT = 2**40


async def test_a_student_is_found_by_id_roll_number_and_account(uow):
    ann = replace(await uow.students.add("A1", "Ann"), account_id=AN_ACCOUNT, agreed=True)
    await uow.students.save(ann)

    assert await uow.students.get(ann.id) == ann
    assert await uow.students.by_roll("A1") == ann
    assert await uow.students.by_account(AN_ACCOUNT) == ann


async def test_a_new_student_has_no_account_and_has_not_answered(uow):
    ann = await uow.students.add("A1", "Ann")

    assert await uow.students.get(ann.id) == ann
    assert (ann.account_id, ann.agreed, ann.left_at) == (None, None, None)


async def test_nobody_is_found_where_there_is_nobody(uow):
    assert await uow.students.by_roll("A1") is None
    assert await uow.students.by_account(1) is None
    assert await uow.teachers.by_name("Turing") is None
    assert await uow.teachers.by_account(1) is None
    assert await uow.classes.by_code("CS1") is None


async def test_an_id_that_does_not_exist_is_not_found(uow):
    for get in (uow.students.get, uow.teachers.get, uow.classes.get, uow.sessions.get):
        with pytest.raises(NotFound):
            await get(999)


async def test_who_has_left_is_found_by_roll_number_but_not_among_the_active(uow):
    ann = await uow.students.add("A1", "Ann")
    left = replace(ann, left_at=NOW)
    await uow.students.save(left)

    assert await uow.students.by_roll("A1") == left
    assert await uow.students.active() == []


async def test_active_students_come_by_roll_number(uow):
    for roll_no in ("B2", "A1", "C3"):
        await uow.students.add(roll_no, "Somebody")

    assert [student.roll_no for student in await uow.students.active()] == ["A1", "B2", "C3"]


async def test_a_roll_number_belongs_to_one_student(uow):
    await uow.students.add("A1", "Ann")

    with pytest.raises(Conflict):
        await uow.students.add("A1", "Bob")


async def test_an_account_belongs_to_one_student(uow):
    ann, bob = await uow.students.add("A1", "Ann"), await uow.students.add("B2", "Bob")
    await uow.students.save(replace(ann, account_id=AN_ACCOUNT))

    with pytest.raises(Conflict):
        await uow.students.save(replace(bob, account_id=AN_ACCOUNT))


async def test_saving_somebody_unknown_is_not_found(uow):
    ann = await uow.students.add("A1", "Ann")
    turing = await uow.teachers.add("Turing")

    with pytest.raises(NotFound):
        await uow.students.save(replace(ann, id=999))
    with pytest.raises(NotFound):
        await uow.teachers.save(replace(turing, id=999))


@pytest.mark.parametrize("name", ["O'Brien; DROP TABLE students", "=1+1", "عمر", "👩‍🎓" * 60])
async def test_names_are_kept_as_they_are(uow, name):
    student = await uow.students.add("A1", name)

    assert (await uow.students.get(student.id)).name == name


@pytest.mark.parametrize("typed", ["Çelik Müßig", "çelik müßig", "ÇELIK MÜSSIG"])
async def test_a_teacher_is_found_by_name_without_regard_to_case(uow, typed):
    teacher = await uow.teachers.add("Çelik Müßig")

    assert await uow.teachers.by_name(typed) == teacher


async def test_a_linked_teacher_is_found_by_account(uow):
    turing = await uow.teachers.add("Turing")
    linked = replace(turing, account_id=AN_ACCOUNT, linked_at=NOW)
    await uow.teachers.save(linked)

    assert await uow.teachers.by_account(AN_ACCOUNT) == linked
    assert await uow.teachers.get(turing.id) == linked


async def test_a_name_belongs_to_one_teacher(uow):
    await uow.teachers.add("Turing")

    with pytest.raises(Conflict):
        await uow.teachers.add("TURING")


async def test_an_account_belongs_to_one_teacher(uow):
    turing, hopper = await uow.teachers.add("Turing"), await uow.teachers.add("Hopper")
    await uow.teachers.save(replace(turing, account_id=AN_ACCOUNT))

    with pytest.raises(Conflict):
        await uow.teachers.save(replace(hopper, account_id=AN_ACCOUNT))


async def test_a_class_comes_back_as_it_was_stored(uow):
    added = await uow.classes.add(a_class())

    assert added == a_class(id=added.id)
    assert await uow.classes.get(added.id) == added
    assert await uow.classes.by_code("CS1") == added


async def test_saving_a_class_replaces_its_meetings(uow):
    added = await uow.classes.add(a_class())
    changed = replace(added, name="Logic", meetings=added.meetings[1:], late_after=DAY)
    await uow.classes.save(changed)

    assert await uow.classes.all() == [changed]


async def test_the_meetings_of_a_class_come_in_the_order_of_the_week(uow):
    in_order = a_class().meetings
    added = await uow.classes.add(a_class(meetings=in_order[::-1]))

    assert (await uow.classes.get(added.id)).meetings == in_order


async def test_a_code_belongs_to_one_class(uow):
    await uow.classes.add(a_class())

    with pytest.raises(Conflict):
        await uow.classes.add(a_class())


async def test_a_student_joins_a_class_once(uow):
    ann, class_ = await uow.students.add("A1", "Ann"), await uow.classes.add(a_class())

    assert await uow.classes.join(class_.id, ann.id, NOW) is True
    assert await uow.classes.join(class_.id, ann.id, NOW + DAY) is False
    assert await uow.classes.of_student(ann.id) == [class_]


async def test_classes_come_by_code(uow):
    ann = await uow.students.add("A1", "Ann")
    turing = await uow.teachers.add("Turing")
    for code in ("B", "A"):
        class_ = await uow.classes.add(a_class(code))
        await uow.classes.join(class_.id, ann.id, NOW)
        await uow.classes.assign(class_.id, turing.id, NOW)

    assert [class_.code for class_ in await uow.classes.all()] == ["A", "B"]
    assert [class_.code for class_ in await uow.classes.of_student(ann.id)] == ["A", "B"]
    assert [class_.code for class_ in await uow.classes.of_teacher(turing.id)] == ["A", "B"]


async def test_who_left_is_still_in_the_class_of_that_time(uow):
    ann, class_ = await uow.students.add("A1", "Ann"), await uow.classes.add(a_class())
    await uow.classes.join(class_.id, ann.id, NOW)
    await uow.classes.leave_all(ann.id, NOW + 2 * DAY)

    assert await uow.classes.of_student(ann.id) == []
    assert await uow.classes.students(class_.id, NOW - DAY, NOW) == []
    assert await uow.classes.students(class_.id, NOW, NOW + DAY) == [ann]
    assert await uow.classes.students(class_.id, NOW + DAY, NOW + 3 * DAY) == [ann]
    assert await uow.classes.students(class_.id, NOW + 2 * DAY, NOW + 3 * DAY) == []


async def test_who_comes_back_is_in_the_class_once(uow):
    ann, class_ = await uow.students.add("A1", "Ann"), await uow.classes.add(a_class())
    await uow.classes.join(class_.id, ann.id, NOW)
    await uow.classes.leave_all(ann.id, NOW + DAY)

    assert await uow.classes.join(class_.id, ann.id, NOW + 2 * DAY) is True
    assert await uow.classes.students(class_.id, NOW, NOW + 3 * DAY) == [ann]


async def test_the_students_of_a_class_come_by_roll_number(uow):
    class_ = await uow.classes.add(a_class())
    for roll_no in ("B2", "A1"):
        student = await uow.students.add(roll_no, "Somebody")
        await uow.classes.join(class_.id, student.id, NOW)

    found = await uow.classes.students(class_.id, NOW, NOW + DAY)
    assert [student.roll_no for student in found] == ["A1", "B2"]


async def test_a_teacher_is_assigned_once_and_it_is_known_since_when(uow):
    turing, class_ = await uow.teachers.add("Turing"), await uow.classes.add(a_class())

    assert await uow.classes.assign(class_.id, turing.id, NOW) is True
    assert await uow.classes.assign(class_.id, turing.id, NOW + DAY) is False
    assert await uow.classes.teachers(class_.id) == [Teaching(teacher=turing, assigned_at=NOW)]
    assert await uow.classes.of_teacher(turing.id) == [class_]
