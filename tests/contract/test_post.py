from dataclasses import replace

import pytest

from attendance.mail import (
    Button,
    Conversation,
    Document,
    Failure,
    Lease,
    Message,
    Origin,
    Owed,
    Undelivered,
)
from tests.contract.samples import DAY, MINUTE, NOW, a_key, an_update


async def waiting(uow, at=NOW, *, limit=100, busy=()):
    found = await uow.inbox.waiting(at, limit=limit, busy=busy)
    return [update.key.update_id for update in found]


async def due(uow, at=NOW, *, limit=100, busy=()):
    return [owed.message.text for owed in await uow.outbox.due(at, limit=limit, busy=busy)]


async def owe(uow, text, chat_id=100, *, urgent=True):
    await uow.outbox.add(Message(chat_id=chat_id, text=text), NOW, urgent=urgent)


# --- inbox ----------------------------------------------------------------------------------


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


# --- outbox ---------------------------------------------------------------------------------


async def test_a_message_is_owed_as_it_was_written(uow):
    message = Message(
        chat_id=2**40,
        text="Présent 👋",
        picture=b"\x89PNG",
        buttons=((Button(text="Yes", data="y"), Button(text="No", data="n")),),
        reply_to=4,
        edits=5,
    )
    await uow.outbox.add(message, NOW)

    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    assert owed == Owed(id=owed.id, message=message)


async def test_a_file_is_owed_under_its_name(uow):
    file = Document(name="MATH1.csv", content=b"roll_no\r\n")
    message = Message(chat_id=100, text="the marks", document=file)
    await uow.outbox.add(message, NOW)

    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    assert owed.message == message


async def test_many_messages_are_owed_in_their_order_and_after_what_is_urgent(uow):
    summaries = [Message(chat_id=100, text=text, picture=b"png") for text in ("one", "two")]
    await uow.outbox.add_all(summaries, NOW)
    await uow.outbox.add_all([], NOW)
    await owe(uow, "answer")

    texts = []
    while owed := await uow.outbox.due(NOW, limit=1, busy=[]):
        texts.append(owed[0].message.text)
        await uow.outbox.sent(owed[0].id)

    assert texts == ["answer", "one", "two"]


async def test_the_first_message_of_each_chat_is_due(uow):
    await owe(uow, "one")
    await owe(uow, "two")
    await owe(uow, "other", chat_id=200)

    assert await due(uow) == ["one", "other"]


async def test_urgent_messages_go_first_within_a_chat_and_among_chats(uow):
    await owe(uow, "summary", urgent=False)
    await owe(uow, "another summary", chat_id=200, urgent=False)
    await owe(uow, "answer")

    assert await due(uow) == ["answer", "another summary"]


async def test_a_sent_message_is_not_due_again(uow):
    await owe(uow, "one")
    await owe(uow, "two")
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    await uow.outbox.sent(owed.id)

    assert await due(uow) == ["two"]


async def test_the_id_of_a_sent_message_is_not_given_to_another(uow):
    await owe(uow, "one")
    (first,) = await uow.outbox.due(NOW, limit=1, busy=[])
    await uow.outbox.sent(first.id)
    await owe(uow, "two")
    await uow.outbox.sent(first.id)

    assert await due(uow) == ["two"]


async def test_busy_chats_and_what_exceeds_the_limit_are_not_due(uow):
    for chat_id in (1, 2, 3):
        await owe(uow, str(chat_id), chat_id=chat_id)

    assert await due(uow, busy=[1], limit=1) == ["2"]


async def test_a_postponed_message_holds_up_its_own_chat_only(uow):
    await owe(uow, "one")
    await owe(uow, "two")
    await owe(uow, "other", chat_id=200)
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    await uow.outbox.postpone(owed.id, NOW + MINUTE, "timed out")

    assert await due(uow) == ["other"]
    assert await due(uow, NOW + MINUTE) == ["one", "other"]


async def test_a_postponed_summary_does_not_hold_up_an_answer(uow):
    await owe(uow, "summary", urgent=False)
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    await uow.outbox.postpone(owed.id, NOW + MINUTE, "timed out")
    await owe(uow, "answer")

    assert await due(uow) == ["answer"]


async def test_a_leased_message_is_due_to_its_holder_alone_until_the_lease_is_over(uow):
    await owe(uow, "one")
    await owe(uow, "two")
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    await uow.outbox.lease([owed.id], Lease(holder="me", until=NOW + MINUTE))

    async def due_to(holder, at=NOW):
        found = await uow.outbox.due(at, limit=10, busy=[], holder=holder)
        return [one.message.text for one in found]

    assert await due_to("me") == ["one"]
    assert await due_to("another") == []
    assert await due_to("another", NOW + MINUTE) == ["one"]


async def test_leases_end_when_they_are_released_or_the_message_postponed(uow):
    for chat_id in (100, 200):
        await owe(uow, f"to {chat_id}", chat_id)
    ids = [owed.id for owed in await uow.outbox.due(NOW, limit=2, busy=[])]
    lease = Lease(holder="me", until=NOW + DAY)

    await uow.outbox.lease(ids, lease)
    await uow.outbox.postpone(ids[0], NOW + MINUTE, "NetworkError")
    assert await due(uow, NOW + MINUTE) == ["to 100"]

    await uow.outbox.lease(ids, lease)
    assert await due(uow, NOW + MINUTE) == []
    await uow.outbox.release()
    assert await due(uow, NOW + MINUTE) == ["to 100", "to 200"]


async def test_what_a_holder_has_sent_is_struck_off_and_nothing_that_another_holds(uow):
    for chat_id in (100, 200, 300, 400):
        await owe(uow, f"to {chat_id}", chat_id)
    mine, too, theirs, nobodys = [one.id for one in await uow.outbox.due(NOW, limit=4, busy=[])]
    await uow.outbox.lease([mine, too], Lease(holder="me", until=NOW + DAY))
    await uow.outbox.lease([theirs], Lease(holder="them", until=NOW + DAY))

    assert await uow.outbox.strike_off([mine, theirs, nobodys, 999], holder="me") == 1
    assert await uow.outbox.strike_off([nobodys], holder="") == 0

    await uow.outbox.release()
    assert await due(uow, NOW) == ["to 200", "to 300", "to 400"]


async def test_of_a_resting_chat_only_what_is_urgent_is_due(uow):
    await owe(uow, "summary", 100, urgent=False)
    await owe(uow, "answer", 200)
    await owe(uow, "summary", 200, urgent=False)
    await owe(uow, "summary", 300, urgent=False)

    found = await uow.outbox.due(NOW, limit=10, busy=[], resting=[100, 200])

    assert [(one.message.chat_id, one.message.text, one.urgent) for one in found] == [
        (200, "answer", True),
        (300, "summary", False),
    ]


async def test_a_postponed_message_counts_its_attempts(uow):
    await owe(uow, "one")
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    await uow.outbox.postpone(owed.id, NOW, "timed out")

    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    assert owed.attempts == 1


async def test_what_holds_up_its_chat_no_more_goes_when_nothing_else_is_owed_to_it(uow):
    await owe(uow, "one")
    await owe(uow, "two", urgent=False)
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    await uow.outbox.postpone(owed.id, NOW, "timed out", failing_since=NOW, behind=True)
    await uow.outbox.postpone(owed.id, NOW, "timed out", failing_since=NOW)

    (other,) = await uow.outbox.due(NOW, limit=9, busy=[])
    assert other.message.text == "two"
    await uow.outbox.sent(other.id)
    (left,) = await uow.outbox.due(NOW, limit=9, busy=[])
    assert (left.id, left.urgent, left.failing_since) == (owed.id, False, NOW)


async def set_aside(uow, text, at, chat_id=100):
    """Owe a message and give it up; its id."""
    await owe(uow, text, chat_id)
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    await uow.outbox.set_aside(owed.id, at, f"Error {text}")
    return owed.id


async def test_what_was_set_aside_is_kept_with_its_error_but_not_owed(uow):
    await set_aside(uow, "one", NOW)
    await set_aside(uow, "two", NOW + DAY)
    await set_aside(uow, "three", NOW)
    await owe(uow, "four")

    assert await due(uow) == ["four"]
    assert await uow.outbox.count() == 1
    assert await uow.outbox.count_failures() == 3
    assert await uow.outbox.failures(limit=2) == [
        Undelivered(chat_id=100, at=NOW + DAY, error="Error two"),
        Undelivered(chat_id=100, at=NOW, error="Error three"),
    ]


async def test_what_was_set_aside_is_owed_again_as_if_it_had_never_been_tried(uow):
    owed_id = await set_aside(uow, "one", NOW)
    await uow.outbox.postpone(owed_id, NOW + DAY, "timed out", failing_since=NOW)

    assert await uow.outbox.retry(NOW + MINUTE) == 1

    assert await uow.outbox.count_failures() == 0
    (owed,) = await uow.outbox.due(NOW + MINUTE, limit=1, busy=[])
    assert (owed.id, owed.attempts, owed.failing_since) == (owed_id, 0, None)
    assert await uow.outbox.retry(NOW) == 0


async def test_of_what_was_set_aside_all_is_dropped_or_what_is_old_or_of_one_chat(uow):
    await owe(uow, "owed", chat_id=300)
    for text, at, chat_id in (
        ("old", NOW, 100),
        ("new", NOW + DAY, 100),
        ("other", NOW + DAY, 200),
    ):
        await owe(uow, text, chat_id)
        found = await uow.outbox.due(NOW, limit=9, busy=[300])
        await uow.outbox.set_aside(found[0].id, at, text)

    async def left():
        return [one.error for one in await uow.outbox.failures(limit=9)]

    await uow.outbox.forget(NOW + MINUTE)
    assert await left() == ["other", "new"]
    await uow.outbox.forget_failures(100)
    assert await left() == ["other"]
    assert await uow.outbox.drop() == 1
    assert await uow.outbox.drop() == 0
    assert await due(uow) == ["owed"]


# --- conversations --------------------------------------------------------------------------


@pytest.fixture
def conversation():
    answers = {"roll_no": "A1"}
    return Conversation(chat_id=100, command="enroll", answers=answers, expires_at=NOW + MINUTE)


async def test_a_conversation_goes_on_until_it_expires(uow, conversation):
    await uow.conversations.put(conversation)

    assert await uow.conversations.get(100, NOW) == conversation
    assert await uow.conversations.get(100, NOW + MINUTE) is None
    assert await uow.conversations.get(200, NOW) is None


async def test_a_chat_is_in_the_middle_of_one_thing(uow, conversation):
    await uow.conversations.put(conversation)
    other = Conversation(chat_id=100, command="photo", answers={}, expires_at=NOW + DAY)
    await uow.conversations.put(other)

    assert await uow.conversations.get(100, NOW) == other


async def test_a_conversation_ends_once(uow, conversation):
    await uow.conversations.put(conversation)

    assert await uow.conversations.end(100) is True
    assert await uow.conversations.end(100) is False
    assert await uow.conversations.get(100, NOW) is None


async def test_which_of_a_few_updates_wait_is_known_in_the_order_of_their_arrival(uow):
    await uow.inbox.receive([an_update(3), an_update(1), an_update(2), an_update(4)], NOW)
    await uow.inbox.done(a_key(1), NOW)
    another_bot_s = replace(a_key(2), bot_id=a_key(2).bot_id + 1)

    asked = [a_key(1), a_key(2), a_key(3), a_key(9), another_bot_s]
    assert await uow.inbox.unhandled(asked) == [a_key(3), a_key(2)]
    assert await uow.inbox.unhandled([]) == []


async def test_conversations_are_forgotten_when_they_have_expired(uow, conversation):
    later = replace(conversation, chat_id=200, expires_at=NOW + DAY)
    await uow.conversations.put(conversation)
    await uow.conversations.put(later)

    await uow.conversations.forget(NOW + MINUTE)

    assert await uow.conversations.get(100, NOW) is None
    assert await uow.conversations.get(200, NOW) == later


async def test_what_waits_and_what_is_owed_is_counted(uow):
    await uow.inbox.receive([an_update(1), an_update(2)], NOW)
    await uow.inbox.done(a_key(1), NOW)
    await owe(uow, "one")

    assert await uow.inbox.count_waiting() == 1
    assert await uow.outbox.count() == 1


async def test_an_update_keeps_when_it_arrived_and_its_answer_too(uow):
    await uow.inbox.receive([replace(an_update(1), arrived_at=NOW + MINUTE)], NOW)
    (update,) = await uow.inbox.waiting(NOW, limit=1, busy=[])
    assert update.arrived_at == NOW + MINUTE

    origin = Origin(update_id=1, arrived_at=NOW + MINUTE)
    await uow.outbox.add(Message(chat_id=100, text="hello"), NOW, answers=origin)
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    assert owed.answers == origin
