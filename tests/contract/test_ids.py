"""Buttons carry ids, and stay in chats for ever: what is gone leaves its id to nobody."""

from dataclasses import replace

import pytest

from attendance.model import Dispute, Excuse
from tests.contract.samples import DAY, NOW, a_class, a_plan

ASKED = Excuse(id=0, student_id=0, class_id=0, date=NOW.date(), reason="ill", asked_at=NOW)
OPENED = Dispute(
    id=0,
    session_id=0,
    student_id=0,
    sent_at=NOW,
    picture=None,
    reason="no face",
    score=None,
    opened_at=NOW,
)


@pytest.fixture
async def class_(uow):
    return await uow.classes.add(a_class())


async def test_a_class_gets_no_id_that_another_had(uow, class_):
    assert await uow.classes.remove(class_.id)

    assert (await uow.classes.add(a_class("CS2"))).id != class_.id


async def test_a_session_gets_no_id_that_another_had(uow, class_):
    dropped = await uow.sessions.ensure(class_.id, a_plan())
    await uow.sessions.drop_unmarked([dropped.id])

    assert (await uow.sessions.ensure(class_.id, a_plan(NOW + DAY))).id != dropped.id


async def test_an_excuse_gets_no_id_that_another_had(uow, class_):
    ann = await uow.students.add("A1", "Ann")
    asked = replace(ASKED, student_id=ann.id, class_id=class_.id)
    withdrawn = await uow.excuses.add(asked)
    await uow.excuses.remove(withdrawn.id)

    assert (await uow.excuses.add(asked)).id != withdrawn.id


async def test_a_dispute_gets_no_id_that_another_had(uow, class_):
    ann = await uow.students.add("A1", "Ann")
    session = await uow.sessions.ensure(class_.id, a_plan())
    opened = replace(OPENED, session_id=session.id, student_id=ann.id)
    forgotten = await uow.disputes.add(opened)
    await uow.disputes.forget(NOW + DAY)

    assert (await uow.disputes.add(opened)).id != forgotten.id
