from dataclasses import replace

import pytest

from attendance.model import Mark, Requirement, Source, Status
from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW, a_check_in, a_class, a_key, a_plan


def a_mark(session, student, **changes):
    values = {"status": Status.LATE, "source": Source.SELFIE, "at": NOW}
    return Mark(session_id=session.id, student_id=student.id, **values | changes)


async def test_check_ins_that_are_kept_are_found_until_they_are_not(uow, ann):
    until = {"kind": Requirement.LOCATION, "verdict": "kept", "kept_until": NOW + MINUTE}
    later, first = (
        a_check_in(ann.id, number, sent_at=NOW + delay, **until)
        for number, delay in ((1, MINUTE), (2, 0 * MINUTE))
    )
    bob = await uow.students.add("B2", "Bob")
    for one in (later, first, a_check_in(ann.id, 3), a_check_in(bob.id, 4, **until)):
        await uow.check_ins.add(one)

    assert await uow.check_ins.kept(ann.id) == [first, later]

    await uow.check_ins.replace(replace(first, kept_until=None))
    assert await uow.check_ins.kept(ann.id) == [later]


async def test_a_session_is_made_from_its_plan(uow, class_):
    session = await uow.sessions.ensure(class_.id, a_plan())

    assert await uow.sessions.get(session.id) == session
    assert (session.class_id, session.settled_at) == (class_.id, None)
    assert (session.opens_at, session.closes_at) == (a_plan().opens_at, a_plan().closes_at)


async def test_the_same_plan_is_the_same_session(uow, class_):
    session = await uow.sessions.ensure(class_.id, a_plan())

    assert await uow.sessions.ensure(class_.id, a_plan()) == session


async def test_an_open_session_follows_its_plan(uow, class_):
    session = await uow.sessions.ensure(class_.id, a_plan())
    retimed = await uow.sessions.ensure(class_.id, a_plan(late_at=NOW + 30 * MINUTE))

    assert retimed == replace(session, late_at=NOW + 30 * MINUTE)
    assert await uow.sessions.get(session.id) == retimed


async def test_a_settled_session_stays_as_it_was(uow, class_):
    session = await uow.sessions.ensure(class_.id, a_plan())
    await uow.sessions.settle(session.id, NOW + DAY)
    settled = replace(session, settled_at=NOW + DAY)

    assert await uow.sessions.get(session.id) == settled
    assert await uow.sessions.ensure(class_.id, a_plan(late_at=NOW)) == settled


async def test_many_sessions_are_settled_and_no_others(uow, class_):
    first, second, other = [
        await uow.sessions.ensure(class_.id, a_plan(NOW + day * DAY)) for day in range(3)
    ]

    await uow.sessions.settle_all([first.id, second.id], NOW + 5 * DAY)
    await uow.sessions.settle_all([], NOW)

    settled = [replace(one, settled_at=NOW + 5 * DAY) for one in (first, second)]
    span = (NOW.date(), NOW.date() + 2 * DAY)
    assert await uow.sessions.between(class_.id, *span) == [*settled, other]


async def test_sessions_between_two_dates_include_both_and_come_in_order(uow, class_):
    for days in (2, 0, 1, 3):
        await uow.sessions.ensure(class_.id, a_plan(NOW + days * DAY))
    other = await uow.classes.add(a_class("CS2"))
    await uow.sessions.ensure(other.id, a_plan(NOW + DAY))

    found = await uow.sessions.between(class_.id, NOW.date() + DAY, NOW.date() + 2 * DAY)
    assert [session.starts_at for session in found] == [NOW + DAY, NOW + 2 * DAY]


async def test_only_sessions_without_a_mark_are_dropped(uow, class_, ann):
    marked, tried, unused, other = [
        await uow.sessions.ensure(class_.id, a_plan(NOW + days * DAY)) for days in range(4)
    ]
    await uow.marks.put(a_mark(marked, ann))
    await uow.check_ins.add(a_check_in(ann.id, session_id=tried.id))

    dropped = await uow.sessions.drop_unmarked([marked.id, tried.id, unused.id])

    assert dropped == {tried.id, unused.id}
    kept = await uow.sessions.between(class_.id, marked.date, other.date)
    assert [session.id for session in kept] == [marked.id, other.id]
    attempt = await uow.check_ins.by_update(a_key(), NOW)
    assert attempt.session_id is None
    assert await uow.sessions.drop_unmarked([]) == set()


async def test_a_session_is_moved_with_its_marks(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    await uow.marks.put(a_mark(session, ann))

    await uow.sessions.move(session.id, a_plan(NOW + DAY))

    moved = await uow.sessions.get(session.id)
    assert moved.starts_at == a_plan(NOW + DAY).starts_at
    assert await uow.sessions.ensure(class_.id, a_plan(NOW + DAY)) == moved
    assert len(await uow.marks.of_session(session.id)) == 1


async def test_a_session_is_not_moved_onto_another(uow, class_):
    session = await uow.sessions.ensure(class_.id, a_plan())
    await uow.sessions.ensure(class_.id, a_plan(NOW + DAY))

    with pytest.raises(Conflict):
        await uow.sessions.move(session.id, a_plan(NOW + DAY))


async def test_a_student_has_one_mark_in_a_session(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    await uow.marks.put(a_mark(session, ann))
    excused = a_mark(session, ann, status=Status.EXCUSED, source=Source.TEACHER)
    await uow.marks.put(excused)

    assert await uow.marks.find(session.id, ann.id) == excused
    assert await uow.marks.of_session(session.id) == [excused]


async def test_there_is_no_mark_before_one_was_put(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())

    assert await uow.marks.find(session.id, ann.id) is None
    assert await uow.marks.of_session(session.id) == []


async def test_a_check_in_is_found_by_its_update(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    check_in = a_check_in(
        ann.id, session_id=session.id, verdict="marked", status=Status.LATE, score=0.75
    )
    await uow.check_ins.add(check_in)

    assert await uow.check_ins.by_update(a_key(), NOW) == check_in
    assert await uow.check_ins.by_update(a_key(2), NOW) is None


async def test_an_update_id_that_comes_again_later_is_another_check_in(uow, ann):
    month_ago = a_check_in(ann.id)
    await uow.check_ins.add(month_ago)
    today = NOW + 30 * DAY

    assert await uow.check_ins.by_update(a_key(), today) is None
    await uow.check_ins.add(replace(month_ago, sent_at=today))


async def test_an_update_is_one_check_in(uow, ann):
    await uow.check_ins.add(a_check_in(ann.id))

    with pytest.raises(Conflict):
        await uow.check_ins.add(a_check_in(ann.id))


async def test_what_became_of_an_attempt_replaces_what_was_stored(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    asked = a_check_in(ann.id, verdict="which class", score=0.75)
    await uow.check_ins.add(asked)
    decided = replace(asked, verdict="marked", session_id=session.id, status=Status.LATE)

    await uow.check_ins.replace(decided)

    assert await uow.check_ins.by_update(a_key(), NOW) == decided


async def test_refused_attempts_of_a_session_are_counted(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    refused = {"session_id": session.id, "verdict": "refused", "reason": "no face"}
    await uow.check_ins.add(a_check_in(ann.id, 1, **refused))
    await uow.check_ins.add(a_check_in(ann.id, 2, **refused))
    await uow.check_ins.add(a_check_in(ann.id, 3, session_id=session.id, verdict="marked"))
    await uow.check_ins.add(a_check_in(ann.id, 4))

    assert await uow.overview.refused([session.id]) == {session.id: 2}


async def test_marks_of_a_closing_are_removed_and_those_that_people_made_stay(uow, class_, ann):
    bob = await uow.students.add("B2", "Bob")
    first, second, other = [
        await uow.sessions.ensure(class_.id, a_plan(NOW + day * DAY)) for day in range(3)
    ]
    noted = [a_mark(one, ann, source=Source.CLOSING) for one in (first, second, other)]
    made = a_mark(first, bob, source=Source.TEACHER)
    await uow.marks.add_all([*noted, made])

    removed = await uow.marks.remove_closing([first.id, second.id])

    assert sorted(removed, key=lambda mark: mark.session_id) == noted[:2]
    assert await uow.marks.of_session(first.id) == [made]
    assert await uow.marks.of_session(other.id) == noted[2:]
    assert await uow.marks.remove_closing([]) == []


async def test_refusals_of_a_student_in_a_session_are_counted_by_reason(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    bob = await uow.students.add("B2", "Bob")
    here = {"session_id": session.id, "verdict": "refused"}
    for number, (student, reason) in enumerate(
        [(ann, "flat"), (ann, "other turns"), (ann, "too late"), (bob, "flat")], start=1
    ):
        await uow.check_ins.add(a_check_in(student.id, number, reason=reason, **here))
    await uow.check_ins.add(a_check_in(ann.id, 9, verdict="refused", reason="flat"))

    guesses = ("flat", "other turns")
    assert await uow.check_ins.refused_for(ann.id, session.id, guesses) == 2
    assert await uow.check_ins.refused_for(bob.id, session.id, guesses) == 1
    assert await uow.check_ins.refused_for(ann.id, session.id, ()) == 0


async def test_check_ins_of_a_student_in_a_session_are_counted_by_verdict(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    bob = await uow.students.add("B2", "Bob")
    here = {"session_id": session.id}
    for number, (student, verdict) in enumerate(
        [(ann, "turns shown"), (ann, "turns shown"), (ann, "marked"), (bob, "turns shown")], start=1
    ):
        await uow.check_ins.add(a_check_in(student.id, number, verdict=verdict, **here))
    await uow.check_ins.add(a_check_in(ann.id, 9, verdict="turns shown"))

    assert await uow.check_ins.decided_as(ann.id, session.id, "turns shown") == 2
    assert await uow.check_ins.decided_as(bob.id, session.id, "turns shown") == 1
    assert await uow.check_ins.decided_as(bob.id, session.id, "kept") == 0
