"""Many classes at once: the same as each by itself, and nothing of the others."""

from dataclasses import replace

import pytest

from attendance.model import Dispute, Excuse, Mark, SentPicture, Source, Status
from attendance.ports import Member
from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW, a_check_in, a_class, a_plan

TODAY = NOW.date()


@pytest.fixture
async def classes(uow):
    """Three, of which the last is never asked about."""
    return [await uow.classes.add(a_class(code)) for code in ("CS1", "CS2", "CS3")]


@pytest.fixture
async def ids(classes):
    return [class_.id for class_ in classes[:2]]


async def held(uow, class_, *days):
    return [await uow.sessions.ensure(class_.id, a_plan(NOW + day * DAY)) for day in days]


def an_excuse(class_, student, day, approved):
    return Excuse(
        id=0,
        student_id=student.id,
        class_id=class_.id,
        date=TODAY + day * DAY,
        reason="ill",
        asked_at=NOW,
        approved=approved,
    )


def a_mark(session, student, **changes):
    values = {"status": Status.LATE, "source": Source.SELFIE, "at": NOW}
    return Mark(session_id=session.id, student_id=student.id, **values | changes)


async def a_session_each(uow, classes):
    return [(await held(uow, class_, 0))[0] for class_ in classes]


async def test_sessions_are_those_of_the_dates_by_class_in_order(uow, classes):
    first, second, _ = classes
    day2, day1, _, _ = await held(uow, first, 2, 1, 0, 3)
    await held(uow, second, 3)
    (other,) = await held(uow, classes[2], 1)
    span = (TODAY + DAY, TODAY + 2 * DAY)

    assert await uow.overview.sessions(*span) == {first.id: [day1, day2], other.class_id: [other]}
    assert await uow.overview.sessions_of([first.id, second.id], *span) == {first.id: [day1, day2]}


async def test_the_latest_sessions_of_each_class_up_to_a_date(uow, classes, ids):
    first, second, third = classes
    day2, day0, day1 = await held(uow, first, 2, 0, 1)
    (only,) = await held(uow, second, 1)
    await held(uow, third, 1)

    assert await uow.overview.latest(ids, TODAY + DAY, 10) == {
        first.id: [day0, day1],
        second.id: [only],
    }
    assert (await uow.overview.latest(ids, TODAY + 2 * DAY, 2))[first.id] == [day1, day2]


async def test_the_marks_of_sessions_are_counted(uow, classes):
    first, second, third = await a_session_each(uow, classes)
    ann, bob = await uow.students.add("A1", "Ann"), await uow.students.add("B2", "Bob")
    for session, student, status in (
        (first, ann, Status.LATE),
        (first, bob, Status.LATE),
        (second, ann, Status.ABSENT),
        (second, bob, Status.PRESENT),
        (third, bob, Status.PRESENT),
    ):
        await uow.marks.put(a_mark(session, student, status=status))

    assert await uow.overview.counts([first.id, second.id]) == {
        first.id: {Status.LATE: 2},
        second.id: {Status.ABSENT: 1, Status.PRESENT: 1},
    }


async def test_the_teachers_of_every_class_by_name(uow, classes):
    first, second, _ = classes
    zoe, tom = await uow.teachers.add("Zoe"), await uow.teachers.add("tom")
    for class_, teacher in ((first, zoe), (first, tom), (second, tom)):
        await uow.classes.assign(class_.id, teacher.id, NOW)

    assert await uow.overview.teachings() == {
        class_.id: await uow.classes.teachers(class_.id) for class_ in (first, second)
    }


async def test_members_are_all_who_ever_were_in_a_class_with_their_times(uow, classes, ids):
    first, _, third = classes
    ann, bob = await uow.students.add("A1", "Ann"), await uow.students.add("B2", "Bob")
    await uow.classes.join(first.id, ann.id, NOW)
    await uow.classes.leave(first.id, ann.id, NOW + DAY)
    await uow.classes.join(first.id, bob.id, NOW)
    await uow.classes.join(third.id, bob.id, NOW)

    found = await uow.overview.members(ids)

    assert list(found) == [first.id]
    assert sorted(found[first.id], key=lambda one: one.student.id) == [
        Member(class_id=first.id, student=ann, joined_at=NOW, left_at=NOW + DAY),
        Member(class_id=first.id, student=bob, joined_at=NOW, left_at=None),
    ]


@pytest.mark.parametrize(
    ("start", "end", "belongs"),
    [(-2, -1, False), (-1, 0, False), (-1, 1, True), (1, 2, True), (2, 3, True), (3, 4, False)],
)
def test_a_member_belongs_from_joining_until_leaving(start, end, belongs):
    ann = Member(class_id=1, student=None, joined_at=NOW, left_at=NOW + 3 * DAY)

    assert ann.belongs(NOW + start * DAY, NOW + end * DAY) is belongs
    assert replace(ann, left_at=None).belongs(NOW + start * DAY, NOW + end * DAY) is (end > 0)


async def test_members_belong_as_the_roster_of_one_class_says(uow, classes):
    class_ = classes[0]
    for number, (joined, left) in enumerate([(0, None), (0, 1), (1, 2), (2, None)]):
        student = await uow.students.add(f"A{number}", f"Student {number}")
        await uow.classes.join(class_.id, student.id, NOW + joined * DAY)
        if left is not None:
            await uow.classes.leave(class_.id, student.id, NOW + left * DAY)
    members = (await uow.overview.members([class_.id]))[class_.id]

    for day in range(4):
        span = (NOW + day * DAY, NOW + day * DAY + MINUTE)
        by_member = {one.student.roll_no for one in members if one.belongs(*span)}
        roster = await uow.classes.students(class_.id, *span)
        assert by_member == {student.roll_no for student in roster}


async def test_marks_by_session(uow, classes):
    first, second, third = await a_session_each(uow, classes)
    ann, bob = await uow.students.add("A1", "Ann"), await uow.students.add("B2", "Bob")
    new = [a_mark(*pair) for pair in ((first, bob), (first, ann), (third, ann))]
    await uow.marks.add_all(new)

    assert await uow.overview.marks([first.id, second.id]) == {first.id: [new[1], new[0]]}


async def test_granted_excuses_by_class_and_date(uow, classes, ids):
    first, second, third = classes
    ann, bob = await uow.students.add("A1", "Ann"), await uow.students.add("B2", "Bob")
    for class_, student, day, approved in (
        (first, ann, 0, True),
        (first, bob, 0, True),
        (first, bob, 1, False),
        (second, ann, 1, True),
        (second, ann, 2, True),
        (third, ann, 0, True),
    ):
        await uow.excuses.add(an_excuse(class_, student, day, approved))

    assert await uow.overview.excused(ids, TODAY, TODAY + DAY) == {
        (first.id, TODAY): {ann.id, bob.id},
        (second.id, TODAY + DAY): {ann.id},
    }


async def test_requests_to_be_excused_that_wait_by_class_and_date(uow, classes, ids):
    first, second, third = classes
    ann, bob = await uow.students.add("A1", "Ann"), await uow.students.add("B2", "Bob")
    for class_, student, day, approved in (
        (first, ann, 0, None),
        (first, bob, 0, None),
        (first, bob, 1, True),
        (second, ann, 1, None),
        (second, bob, 1, False),
        (second, ann, 2, None),
        (third, ann, 0, None),
    ):
        await uow.excuses.add(an_excuse(class_, student, day, approved))

    assert await uow.overview.asked_to_excuse(ids, TODAY, TODAY + DAY) == {
        (first.id, TODAY): 2,
        (second.id, TODAY + DAY): 1,
    }


async def test_refusals_and_open_disputes_by_session(uow, classes):
    first, second, third = await a_session_each(uow, classes)
    ann, bob = await uow.students.add("A1", "Ann"), await uow.students.add("B2", "Bob")
    tries = [(first, "no face"), (first, "no face"), (second, None), (third, "no face")]
    for number, (session, reason) in enumerate(tries):
        attempt = a_check_in(ann.id, number, session_id=session.id, reason=reason)
        await uow.check_ins.add(attempt)
    for session, student, approved in ((first, ann, None), (first, bob, True), (third, ann, None)):
        dispute = Dispute(
            id=0,
            session_id=session.id,
            student_id=student.id,
            sent_at=NOW,
            picture=SentPicture(file_id="f"),
            reason="no face",
            score=None,
            opened_at=NOW,
            approved=approved,
        )
        await uow.disputes.add(dispute)

    assert await uow.overview.refused([first.id, second.id]) == {first.id: 2}
    assert await uow.overview.disputes([first.id, second.id]) == {first.id: 1}


async def test_nothing_is_asked_of_nobody(uow):
    assert await uow.overview.marks([]) == {}
    assert await uow.overview.latest([], TODAY, 10) == {}
    await uow.marks.add_all([])


async def test_a_mark_is_added_only_where_there_is_none(uow, classes):
    (session, *_) = await a_session_each(uow, classes)
    ann = await uow.students.add("A1", "Ann")
    mark = a_mark(session, ann)
    await uow.marks.put(mark)

    with pytest.raises(Conflict):
        await uow.marks.add_all([mark])
