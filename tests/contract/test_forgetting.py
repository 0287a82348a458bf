"""What is forgotten of a person, and after a time."""

from dataclasses import replace

from attendance.model import Dispute, MarkChange, Sender
from tests.contract.samples import DAY, MINUTE, NOW, a_check_in, a_key, a_plan, an_update

OWN, ANOTHER = 100, 900  # accounts


async def test_changes_by_a_student_s_own_account_become_nobody_s(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    change = MarkChange(
        id=0,
        session_id=session.id,
        student_id=ann.id,
        at=NOW,
        account_id=OWN,
        before=None,
        after=None,
    )
    own = await uow.history.add(change)
    anothers = await uow.history.add(replace(change, account_id=ANOTHER))

    await uow.history.unlink(ann.id, OWN)

    assert await uow.history.of(session.id, ann.id) == [replace(own, account_id=0), anothers]


async def test_the_oldest_check_ins_are_forgotten_so_many_at_a_time(uow, ann):
    for number in range(4):
        sent_at = NOW + number * MINUTE
        await uow.check_ins.add(a_check_in(ann.id, number, sent_at=sent_at))

    assert await uow.check_ins.forget(NOW + 3 * MINUTE, 2) == 2
    assert await uow.check_ins.forget(NOW + 3 * MINUTE, 2) == 1
    assert await uow.check_ins.forget(NOW + 3 * MINUTE, 2) == 0
    assert await uow.check_ins.by_update(a_key(3), NOW + 3 * MINUTE) is not None


async def test_disputes_are_forgotten_by_when_the_selfie_was_sent(uow, class_, ann):
    session = await uow.sessions.ensure(class_.id, a_plan())
    dispute = Dispute(
        id=0,
        session_id=session.id,
        student_id=ann.id,
        sent_at=NOW,
        picture=None,
        reason="no face",
        score=None,
        opened_at=NOW + DAY,
    )
    await uow.disputes.add(dispute)

    assert await uow.disputes.forget(NOW) == 0
    assert await uow.disputes.forget(NOW + MINUTE) == 1
    assert await uow.disputes.find(session.id, ann.id) is None


async def test_what_handled_updates_of_a_chat_say_is_dropped(uow):
    await uow.inbox.receive([an_update(1, chat_id=OWN), an_update(2, chat_id=OWN)], NOW)
    await uow.inbox.set_aside(a_key(1), NOW, "broken")

    await uow.inbox.forget_payloads(OWN)

    assert await uow.inbox.waiting(NOW, limit=9, busy=[]) == [an_update(2, chat_id=OWN)]


async def test_what_failed_and_was_forgotten_is_not_tried_again(uow):
    await uow.inbox.receive([an_update(1, chat_id=OWN)], NOW)
    await uow.inbox.set_aside(a_key(1), NOW, "broken")

    await uow.inbox.forget_payloads(OWN)

    assert await uow.inbox.count_failures() == 0
    assert await uow.inbox.retry(NOW) == 0
    assert await uow.inbox.waiting(NOW, limit=9, busy=[]) == []


async def test_what_is_held_of_a_student_is_told_by_table(uow, ann):
    student = replace(ann, account_id=OWN)
    await uow.students.save(student)

    found = await uow.holdings.of(Sender(account_id=OWN, student=student))

    assert found["students"][0]["roll_no"] == "A1"
    assert found["students"][0]["account_id"] == OWN
    assert await uow.holdings.of(Sender(account_id=ANOTHER)) == {}
