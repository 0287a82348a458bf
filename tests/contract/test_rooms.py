from dataclasses import replace

import pytest

from attendance.model import CodeTry, Screen
from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW, a_key, a_plan

SECRET = b"a secret of 20 bytes"


@pytest.fixture
async def session(uow, class_):
    return await uow.sessions.ensure(class_.id, a_plan())


@pytest.fixture
def screen(session):
    return Screen(chat_id=900, session_id=session.id, message_id=5, since=NOW)


@pytest.fixture
def given(session, ann):
    def a_try(update_id=1, **changes):
        values = {
            "update": a_key(update_id),
            "student_id": ann.id,
            "session_id": session.id,
            "sent_at": NOW,
            "shown_at": NOW - MINUTE,
        }
        return CodeTry(**values | changes)

    return a_try


async def test_a_session_has_one_secret(uow, session):
    assert await uow.rooms.secret(session.id) is None

    await uow.rooms.keep(session.id, b"another")
    await uow.rooms.keep(session.id, SECRET)

    assert await uow.rooms.secret(session.id) == SECRET


async def test_a_secret_is_a_session_s(uow):
    with pytest.raises(Conflict):
        await uow.rooms.keep(12345, SECRET)


async def test_a_chat_shows_one_code(uow, screen):
    await uow.rooms.show(screen)
    later = replace(screen, message_id=6)
    await uow.rooms.show(later)
    elsewhere = replace(screen, chat_id=901)
    await uow.rooms.show(elsewhere)

    assert await uow.rooms.screens() == [later, elsewhere]
    assert await uow.rooms.screen(900) == later
    assert await uow.rooms.screen(902) is None


async def test_only_what_is_shown_is_hidden(uow, screen):
    await uow.rooms.show(replace(screen, message_id=6))

    assert not await uow.rooms.hide(screen)
    assert await uow.rooms.hide(replace(screen, message_id=6))
    assert not await uow.rooms.hide(replace(screen, message_id=6))
    assert await uow.rooms.screens() == []


async def test_codes_are_found_by_who_gave_them_and_for_what(uow, given, session, ann):
    wrong = given(2, sent_at=NOW + MINUTE, shown_at=None)
    await uow.rooms.add(wrong)
    await uow.rooms.add(given())

    assert await uow.rooms.of_session(session.id) == [given(), wrong]
    assert await uow.rooms.of_student(ann.id, NOW) == [wrong]
    assert await uow.rooms.of_student(ann.id + 1, NOW - DAY) == []
    assert await uow.rooms.by_update(a_key(2), NOW + MINUTE) == wrong
    assert await uow.rooms.by_update(a_key(2), NOW) is None


async def test_an_update_gives_one_code(uow, given):
    await uow.rooms.add(given())

    with pytest.raises(Conflict):
        await uow.rooms.add(given())


async def test_a_secret_goes_when_its_session_is_settled(uow, class_, session):
    other = await uow.sessions.ensure(class_.id, a_plan(NOW + DAY))
    for one in (session, other):
        await uow.rooms.keep(one.id, SECRET)
    after = session.closes_at + MINUTE
    await uow.rooms.forget(after, given_before=NOW)
    assert await uow.rooms.secret(session.id) == SECRET

    await uow.sessions.settle(session.id, session.closes_at)
    await uow.rooms.forget(session.closes_at, given_before=NOW)
    assert await uow.rooms.secret(session.id) == SECRET
    await uow.rooms.forget(after, given_before=NOW)

    assert await uow.rooms.secret(session.id) is None
    assert await uow.rooms.secret(other.id) == SECRET


async def test_what_is_old_goes(uow, given, session):
    await uow.rooms.keep(session.id, SECRET)
    await uow.rooms.add(given())
    await uow.rooms.add(given(2, sent_at=session.closes_at + MINUTE))

    after = session.closes_at + MINUTE
    await uow.rooms.forget(after, given_before=after)

    assert await uow.rooms.secret(session.id) is None
    assert [one.update for one in await uow.rooms.of_session(session.id)] == [a_key(2)]


async def test_all_of_a_session_goes_with_it(uow, given, session, screen):
    await uow.rooms.keep(session.id, SECRET)
    await uow.rooms.show(screen)
    await uow.rooms.add(given())

    assert await uow.sessions.drop_unmarked([session.id]) == {session.id}

    assert await uow.rooms.screens() == []
    assert await uow.rooms.of_session(session.id) == []
