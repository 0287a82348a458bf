from dataclasses import replace

from attendance.mail import (
    Failure,
)
from tests.contract.samples import DAY, MINUTE, NOW, a_key, an_update


async def waiting(uow, at=NOW, *, limit=100, busy=()):
    found = await uow.inbox.waiting(at, limit=limit, busy=busy)
    return [update.key.update_id for update in found]


async def test_an_update_waits_as_it_was_received(uow):
    update = an_update(1, text="naïve 👋", photo=[{"width": 90}])

    assert await uow.inbox.receive([update], NOW) == 1
    assert await uow.inbox.waiting(NOW, limit=10, busy=[]) == [update]


async def test_a_repeated_update_is_stored_once(uow):
    await uow.inbox.receive([an_update(1)], NOW)

    assert await uow.inbox.receive([an_update(1), an_update(2)], NOW) == 1
    assert await uow.inbox.receive([], NOW) == 0


async def test_a_handled_update_that_comes_again_is_not_new(uow):
    await uow.inbox.receive([an_update(1)], NOW)
    await uow.inbox.done(a_key(1), NOW)

    assert await uow.inbox.receive([an_update(1)], NOW) == 0
    assert await waiting(uow) == []


async def test_the_oldest_update_of_each_chat_waits(uow):
    updates = [an_update(5, chat_id=1), an_update(6, chat_id=2), an_update(7, chat_id=1)]
    await uow.inbox.receive(updates, NOW)

    assert await waiting(uow) == [5, 6]
    await uow.inbox.done(a_key(5), NOW)
    assert await waiting(uow) == [6, 7]


async def test_updates_are_in_the_order_of_arrival_even_if_their_ids_jump_or_the_clock_does(uow):
    await uow.inbox.receive([an_update(900)], NOW)
    await uow.inbox.receive([an_update(3)], NOW - MINUTE)

    assert await waiting(uow) == [900]


async def test_busy_chats_are_left_out(uow):
    await uow.inbox.receive([an_update(1, chat_id=1), an_update(2, chat_id=2)], NOW)

    assert await waiting(uow, busy=[1]) == [2]
    assert await waiting(uow, busy=[1, 2]) == []


async def test_no_more_than_the_limit_are_waiting(uow):
    await uow.inbox.receive([an_update(n, chat_id=n) for n in range(1, 6)], NOW)

    assert await waiting(uow, limit=3) == [1, 2, 3]


async def test_a_postponed_update_holds_up_its_own_chat_only(uow):
    updates = [an_update(1, chat_id=1), an_update(2, chat_id=1), an_update(3, chat_id=2)]
    await uow.inbox.receive(updates, NOW)
    await uow.inbox.postpone(a_key(1), NOW + MINUTE, "timed out")

    assert await waiting(uow) == [3]
    assert await waiting(uow, NOW + MINUTE) == [1, 3]


async def test_a_postponed_update_counts_its_attempts(uow):
    await uow.inbox.receive([an_update(1)], NOW)
    await uow.inbox.postpone(a_key(1), NOW, "timed out")
    await uow.inbox.postpone(a_key(1), NOW, "timed out")

    (update,) = await uow.inbox.waiting(NOW, limit=1, busy=[])
    assert update.attempts == 2


async def test_an_update_set_aside_lets_the_next_one_through(uow):
    await uow.inbox.receive([an_update(1), an_update(2)], NOW)
    await uow.inbox.set_aside(a_key(1), NOW, "broken")

    assert await waiting(uow) == [2]


async def test_what_was_set_aside_is_listed_newest_first_until_it_is_tried_again_or_dropped(uow):
    await uow.inbox.receive([an_update(n, chat_id=n) for n in range(1, 6)], NOW)
    await uow.inbox.postpone(a_key(4), NOW + MINUTE, "timed out")
    await uow.inbox.done(a_key(5), NOW)
    for n in (1, 2, 3):
        await uow.inbox.set_aside(a_key(n), NOW + n * MINUTE, f"error {n}")
    assert await uow.inbox.count_failures() == 3
    assert await uow.inbox.count_waiting() == 1
    third = Failure(key=a_key(3), at=NOW + 3 * MINUTE, error="error 3")
    assert await uow.inbox.failures(limit=1) == [third]

    assert await uow.inbox.retry(NOW + DAY, a_key(1)) == 1
    assert await uow.inbox.drop(NOW + DAY, a_key(2)) == 1

    assert await uow.inbox.failures(limit=10) == [third]
    for key in (a_key(1), a_key(2), a_key(4), a_key(5), a_key(9)):
        assert await uow.inbox.retry(NOW + DAY, key) == 0
        assert await uow.inbox.drop(NOW + DAY, key) == 0
    again = await uow.inbox.waiting(NOW + DAY, limit=10, busy=[])
    assert again[0] == an_update(1, chat_id=1)
    assert [update.key for update in again] == [a_key(1), a_key(4)]


async def test_all_that_was_set_aside_can_be_tried_again_at_once(uow):
    await uow.inbox.receive([an_update(n, chat_id=n) for n in (1, 2, 3)], NOW)
    await uow.inbox.postpone(a_key(1), NOW, "timed out")
    for n in (1, 2):
        await uow.inbox.set_aside(a_key(n), NOW, "broken")

    assert await uow.inbox.retry(NOW + MINUTE) == 2

    assert await waiting(uow, NOW) == [3]
    assert await waiting(uow, NOW + MINUTE) == [1, 2, 3]
    assert await uow.inbox.retry(NOW + MINUTE) == 0
    (first, *_) = await uow.inbox.waiting(NOW + MINUTE, limit=1, busy=[])
    assert first.attempts == 0


async def test_what_was_set_aside_and_then_handled_is_no_failure_any_more(uow):
    await uow.inbox.receive([an_update(1)], NOW)
    await uow.inbox.set_aside(a_key(1), NOW, "broken")
    await uow.inbox.retry(NOW)
    await uow.inbox.done(a_key(1), NOW)

    assert await uow.inbox.failures(limit=10) == []
    assert await uow.inbox.count_failures() == 0


async def test_the_oldest_waiting_update_says_how_far_behind_we_are(uow):
    assert await uow.inbox.oldest_waiting() is None
    await uow.inbox.receive([an_update(1)], NOW)
    await uow.inbox.receive([an_update(2)], NOW + MINUTE)

    assert await uow.inbox.oldest_waiting() == NOW
    await uow.inbox.done(a_key(1), NOW)
    assert await uow.inbox.oldest_waiting() == NOW + MINUTE


async def test_only_handled_updates_are_forgotten(uow):
    await uow.inbox.receive([an_update(1), an_update(2)], NOW)
    await uow.inbox.receive([an_update(3)], NOW + DAY)
    await uow.inbox.done(a_key(1), NOW)
    await uow.inbox.done(a_key(3), NOW + DAY)

    await uow.inbox.forget(NOW + DAY)

    assert await uow.inbox.receive([an_update(1), an_update(2), an_update(3)], NOW) == 1


async def test_which_of_a_few_updates_wait_is_known_in_the_order_of_their_arrival(uow):
    await uow.inbox.receive([an_update(3), an_update(1), an_update(2), an_update(4)], NOW)
    await uow.inbox.done(a_key(1), NOW)
    another_bot_s = replace(a_key(2), bot_id=a_key(2).bot_id + 1)

    asked = [a_key(1), a_key(2), a_key(3), a_key(9), another_bot_s]
    assert await uow.inbox.unhandled(asked) == [a_key(3), a_key(2)]
    assert await uow.inbox.unhandled([]) == []
