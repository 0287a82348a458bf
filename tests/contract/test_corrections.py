from dataclasses import replace
from datetime import time

import pytest

from attendance.errors import NotFound
from attendance.mail import Message
from attendance.model import (
    Dispute,
    Excuse,
    Mark,
    MarkChange,
    SentPicture,
    Source,
    Status,
    Teaching,
)
from tests.contract.samples import DAY, MINUTE, NOW, a_check_in, a_class, a_key, a_plan

SELFIE = SentPicture(file_id="AgAC", as_document=True)


@pytest.fixture
async def session(uow, class_):
    return await uow.sessions.ensure(class_.id, a_plan())


def a_mark(session, student, status=Status.ABSENT, source=Source.CLOSING, at=NOW):
    return Mark(session_id=session.id, student_id=student.id, status=status, source=source, at=at)


def a_change(session, student, before=None, after=None):
    return MarkChange(
        id=0,
        session_id=session.id,
        student_id=student.id,
        at=NOW + MINUTE,
        account_id=900,
        before=before,
        after=after,
    )


def a_dispute(session, student, **changes):
    values = {
        "id": 0,
        "session_id": session.id,
        "student_id": student.id,
        "sent_at": NOW,
        "picture": SELFIE,
        "reason": "does not match",
        "score": 0.25,
        "opened_at": NOW + MINUTE,
    }
    return Dispute(**values | changes)


def an_excuse(class_, student, **changes):
    values = {
        "id": 0,
        "student_id": student.id,
        "class_id": class_.id,
        "date": NOW.date(),
        "reason": "a cold",
        "asked_at": NOW,
    }
    return Excuse(**values | changes)


# --- history --------------------------------------------------------------------------------


async def test_a_change_is_kept_with_what_was_before_and_after(uow, session, ann):
    before = a_mark(session, ann)
    after = a_mark(session, ann, Status.LATE, Source.GROUP_PHOTO, NOW + MINUTE)

    added = await uow.history.add(a_change(session, ann, before, after))

    assert await uow.history.get(added.id) == added
    assert replace(added, id=0) == a_change(session, ann, before, after)


async def test_no_mark_is_kept_as_none(uow, session, ann):
    added = await uow.history.add(a_change(session, ann))

    assert (await uow.history.get(added.id)).before is None
    assert (await uow.history.get(added.id)).after is None


async def test_changes_of_one_mark_come_in_order_and_no_others(uow, session, ann):
    bob = await uow.students.add("B1", "Bob")
    first = await uow.history.add(a_change(session, ann))
    await uow.history.add(a_change(session, bob))
    second = await uow.history.add(a_change(session, ann, after=a_mark(session, ann)))

    assert await uow.history.of(session.id, ann.id) == [first, second]


async def test_a_change_that_is_not_there_is_not_found(uow):
    with pytest.raises(NotFound):
        await uow.history.get(999)


# --- marks ----------------------------------------------------------------------------------


async def test_a_mark_is_taken_away(uow, session, ann):
    await uow.marks.put(a_mark(session, ann))

    await uow.marks.remove(session.id, ann.id)
    await uow.marks.remove(session.id, ann.id)

    assert await uow.marks.of_session(session.id) == []


async def test_the_latest_sessions_end_with_a_date_and_come_in_order(uow, class_):
    made = [await uow.sessions.ensure(class_.id, a_plan(NOW + n * DAY)) for n in range(4)]
    other = await uow.classes.add(a_class("CS2"))
    await uow.sessions.ensure(other.id, a_plan())

    assert await uow.sessions.latest(class_.id, made[2].date, 2) == made[1:3]
    assert await uow.sessions.latest(class_.id, made[0].date, 10) == made[:1]


async def test_a_session_that_somebody_corrected_or_disputed_is_not_dropped(uow, class_, ann):
    corrected, disputed, unused = [
        await uow.sessions.ensure(class_.id, a_plan(NOW + days * DAY)) for days in range(3)
    ]
    await uow.history.add(a_change(corrected, ann))
    await uow.disputes.add(a_dispute(disputed, ann))

    await uow.sessions.drop_unmarked([corrected.id, disputed.id, unused.id])

    kept = await uow.sessions.between(class_.id, corrected.date, unused.date)
    assert kept == [corrected, disputed]


# --- disputes -------------------------------------------------------------------------------


async def test_a_dispute_is_kept_with_its_picture(uow, session, ann):
    added = await uow.disputes.add(a_dispute(session, ann))

    assert replace(added, id=0) == a_dispute(session, ann)
    assert await uow.disputes.get(added.id) == added


async def test_a_student_has_one_dispute_in_a_session(uow, class_, session, ann):
    later = await uow.sessions.ensure(class_.id, a_plan(NOW + DAY))
    await uow.disputes.add(a_dispute(session, ann))

    assert await uow.disputes.add(a_dispute(session, ann, sent_at=NOW + MINUTE)) is None
    assert await uow.disputes.add(a_dispute(later, ann)) is not None


async def test_a_dispute_is_open_until_it_is_decided(uow, session, ann):
    bob = await uow.students.add("B1", "Bob")
    of_ann = await uow.disputes.add(a_dispute(session, ann))
    of_bob = await uow.disputes.add(a_dispute(session, bob))
    assert await uow.overview.disputes([session.id]) == {session.id: 2}
    assert await uow.disputes.open_in(session.id) == [of_ann, of_bob]

    decided = replace(of_ann, approved=False, decided_by=900, decided_at=NOW + DAY)
    await uow.disputes.save(decided)

    assert await uow.overview.disputes([session.id]) == {session.id: 1}
    assert await uow.disputes.open_in(session.id) == [of_bob]
    assert await uow.disputes.get(of_ann.id) == decided


async def test_a_dispute_that_is_not_there_is_not_found(uow, session, ann):
    with pytest.raises(NotFound):
        await uow.disputes.get(999)
    with pytest.raises(NotFound):
        await uow.disputes.save(a_dispute(session, ann, id=999))


async def test_a_refused_attempt_keeps_its_picture_for_a_while(uow, ann):
    await uow.check_ins.add(a_check_in(ann.id, 1, picture=SELFIE))
    await uow.check_ins.add(a_check_in(ann.id, 2, picture=SELFIE, sent_at=NOW + DAY))

    await uow.check_ins.forget_pictures(NOW + MINUTE)

    assert (await uow.check_ins.by_update(a_key(1), NOW)).picture is None
    assert (await uow.check_ins.by_update(a_key(2), NOW + DAY)).picture == SELFIE


async def test_a_disputed_picture_is_forgotten_by_its_age_or_for_its_student(uow, session, ann):
    bob = await uow.students.add("B1", "Bob")
    later = await uow.sessions.ensure(session.class_id, a_plan(NOW + DAY))
    old = await uow.disputes.add(a_dispute(session, ann))
    new = await uow.disputes.add(a_dispute(later, ann, sent_at=NOW + DAY))
    other = await uow.disputes.add(a_dispute(later, bob, sent_at=NOW + DAY))

    await uow.disputes.forget_pictures(NOW + MINUTE)
    assert await uow.disputes.get(old.id) == replace(old, picture=None)
    assert await uow.disputes.get(new.id) == new

    await uow.disputes.forget_pictures_of(ann.id)
    assert await uow.disputes.get(new.id) == replace(new, picture=None)
    assert await uow.disputes.get(other.id) == other
    decided = replace(new, picture=None, approved=True, decided_by=9, decided_at=NOW)
    await uow.disputes.save(decided)
    assert await uow.disputes.get(new.id) == decided


async def test_the_pictures_of_a_student_s_attempts_are_forgotten_alone(uow, ann):
    bob = await uow.students.add("B1", "Bob")
    await uow.check_ins.add(a_check_in(ann.id, 1, picture=SELFIE))
    await uow.check_ins.add(a_check_in(bob.id, 2, picture=SELFIE))

    await uow.check_ins.forget_pictures_of(ann.id)

    assert (await uow.check_ins.by_update(a_key(1), NOW)).picture is None
    assert (await uow.check_ins.by_update(a_key(2), NOW)).picture == SELFIE


# --- excuses --------------------------------------------------------------------------------


async def test_the_latest_excuse_for_a_day_counts(uow, class_, ann):
    first = await uow.excuses.add(an_excuse(class_, ann))
    second = await uow.excuses.add(an_excuse(class_, ann, reason="a train"))
    await uow.excuses.add(an_excuse(class_, ann, date=NOW.date() + DAY))

    assert await uow.excuses.get(first.id) == first
    assert await uow.excuses.latest(ann.id, class_.id, NOW.date()) == second
    assert await uow.excuses.latest(ann.id, class_.id, NOW.date() - DAY) is None


async def test_who_is_excused_is_whose_excuse_was_granted(uow, class_, ann):
    bob = await uow.students.add("B1", "Bob")
    cyd = await uow.students.add("C1", "Cyd")
    for who, approved in ((ann, True), (bob, False)):
        asked = await uow.excuses.add(an_excuse(class_, who))
        await uow.excuses.save(replace(asked, approved=approved, decided_by=9, decided_at=NOW))
    await uow.excuses.add(an_excuse(class_, cyd))

    assert await uow.excuses.granted(class_.id, NOW.date()) == {ann.id}
    assert await uow.excuses.granted(class_.id, NOW.date() + DAY) == frozenset()


async def test_what_was_asked_at_once_is_found_and_removed(uow, class_, ann):
    bob = await uow.students.add("B1", "Bob")
    first = await uow.excuses.add(an_excuse(class_, ann))
    second = await uow.excuses.add(an_excuse(class_, ann, date=NOW.date() + DAY))
    await uow.excuses.add(an_excuse(class_, ann, asked_at=NOW + MINUTE))
    await uow.excuses.add(an_excuse(class_, bob))

    assert await uow.excuses.asked_with(second) == [first, second]
    await uow.excuses.remove(second.id)
    assert await uow.excuses.asked_with(first) == [first]


async def test_what_waits_for_a_day_is_found(uow, class_, ann):
    decided = await uow.excuses.add(an_excuse(class_, ann))
    await uow.excuses.save(replace(decided, approved=False, decided_by=9, decided_at=NOW))
    waiting = await uow.excuses.add(an_excuse(class_, ann))
    tomorrow = await uow.excuses.add(an_excuse(class_, ann, date=NOW.date() + DAY))

    assert await uow.excuses.waiting(class_.id, NOW.date()) == [waiting]
    assert await uow.excuses.waiting(class_.id, NOW.date() + DAY) == [tomorrow]
    assert await uow.excuses.waiting(class_.id + 1, NOW.date()) == []


async def test_of_who_has_left_no_reason_stays_and_no_request_waits(uow, class_, ann):
    bob = await uow.students.add("B1", "Bob")
    others = await uow.excuses.add(an_excuse(class_, bob))
    waiting = await uow.excuses.add(an_excuse(class_, ann))
    asked = await uow.excuses.add(an_excuse(class_, ann))
    granted = replace(asked, approved=True, decided_by=9, decided_at=NOW)
    await uow.excuses.save(granted)

    await uow.excuses.forget_of(ann.id)

    assert await uow.excuses.get(granted.id) == replace(granted, reason="")
    assert await uow.excuses.get(others.id) == others
    with pytest.raises(NotFound):
        await uow.excuses.get(waiting.id)


async def test_reasons_are_forgotten_by_the_day_they_were_for(uow, class_, ann):
    old = await uow.excuses.add(an_excuse(class_, ann))
    granted = replace(old, approved=True, decided_by=9, decided_at=NOW)
    await uow.excuses.save(granted)
    waiting = await uow.excuses.add(an_excuse(class_, ann))
    newer = await uow.excuses.add(an_excuse(class_, ann, date=NOW.date() + DAY))

    await uow.excuses.forget(NOW.date())
    assert await uow.excuses.get(granted.id) == granted

    await uow.excuses.forget(NOW.date() + DAY)
    assert await uow.excuses.get(granted.id) == replace(granted, reason="")
    assert await uow.excuses.get(newer.id) == newer
    with pytest.raises(NotFound):
        await uow.excuses.get(waiting.id)


async def test_an_excuse_that_is_not_there_is_not_found(uow, class_, ann):
    with pytest.raises(NotFound):
        await uow.excuses.get(999)
    with pytest.raises(NotFound):
        await uow.excuses.save(an_excuse(class_, ann, id=999))


# --- what a teacher wishes, and who cannot be reached ---------------------------------------


async def test_a_teacher_s_wishes_for_a_class_are_kept(uow, class_):
    turing = await uow.teachers.add("Turing")
    await uow.classes.assign(class_.id, turing.id, NOW)
    wished = Teaching(teacher=turing, assigned_at=NOW, summary_at=time(7, 30), muted=True)

    await uow.classes.save_teaching(class_.id, wished)

    assert await uow.classes.teachers(class_.id) == [wished]


async def test_who_does_not_take_a_class_wishes_nothing_of_it(uow, class_):
    turing = await uow.teachers.add("Turing")

    with pytest.raises(NotFound):
        await uow.classes.save_teaching(class_.id, Teaching(teacher=turing, assigned_at=NOW))


async def test_an_account_that_blocked_us_is_noted_once_until_it_is_back(uow):
    assert await uow.unreachable.add(900, NOW) is True
    assert await uow.unreachable.add(900, NOW + DAY) is False
    assert await uow.unreachable.add(800, NOW + DAY) is True
    assert await uow.unreachable.accounts() == [800, 900]

    await uow.unreachable.remove(900)
    await uow.unreachable.remove(900)

    assert await uow.unreachable.add(900, NOW + DAY) is True


# --- post -----------------------------------------------------------------------------------


async def test_a_message_may_send_a_picture_again_or_edit_a_caption(uow):
    message = Message(chat_id=1, text="Look", sent_picture=SELFIE, edits=5, captioned=True)

    await uow.outbox.add(message, NOW)

    (owed,) = await uow.outbox.due(NOW, limit=1, busy=())
    assert owed.message == message


async def test_a_dispute_is_found_by_its_session_and_student(uow, session, ann):
    bob = await uow.students.add("B1", "Bob")
    added = await uow.disputes.add(a_dispute(session, ann))

    assert await uow.disputes.find(session.id, ann.id) == added
    assert await uow.disputes.find(session.id, bob.id) is None
