from dataclasses import replace

from attendance.mail import (
    Button,
    Document,
    Lease,
    Message,
    Origin,
    Owed,
    Undelivered,
)
from tests.contract.owing import due, owe
from tests.contract.samples import DAY, MINUTE, NOW, a_key, an_update


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


async def test_an_update_keeps_when_it_arrived_and_its_answer_too(uow):
    await uow.inbox.receive([replace(an_update(1), arrived_at=NOW + MINUTE)], NOW)
    (update,) = await uow.inbox.waiting(NOW, limit=1, busy=[])
    assert update.arrived_at == NOW + MINUTE

    origin = Origin(update_id=1, arrived_at=NOW + MINUTE)
    await uow.outbox.add(Message(chat_id=100, text="hello"), NOW, answers=origin)
    (owed,) = await uow.outbox.due(NOW, limit=1, busy=[])
    assert owed.answers == origin


async def test_what_waits_and_what_is_owed_is_counted(uow):
    await uow.inbox.receive([an_update(1), an_update(2)], NOW)
    await uow.inbox.done(a_key(1), NOW)
    await owe(uow, "one")

    assert await uow.inbox.count_waiting() == 1
    assert await uow.outbox.count() == 1
