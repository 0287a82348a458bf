from telegram.error import RetryAfter

from tests.unit.attendance.samples import MINUTE
from tests.unit.bot.fakes import ANN, BOB, TOM
from tests.unit.bot.sender.post import SECOND, a_message

# --- who sends, and how fast ----------------------------------------------------------------


async def test_what_one_process_has_in_hand_no_other_sends(post):
    await post.owe(a_message("one"), a_message("two"))
    (work,) = await post.sender.take(8, ())
    rival = post.another_sender()

    assert await rival.take(8, ()) == []
    await work.do()
    (work,) = await rival.take(8, ())
    await work.do()

    assert post.sent == ["one", "two"]


async def test_what_a_killed_process_had_in_hand_is_sent_once_its_lease_is_over(post):
    await post.owe(a_message())
    await post.sender.take(8, ())
    post.sender = post.another_sender()

    post.clock.advance(2 * MINUTE - SECOND)
    assert await post.deliver() == []
    post.clock.advance(SECOND)
    assert await post.deliver() == [ANN]


async def test_a_large_file_is_leased_for_as_long_as_it_may_take_to_go(post):
    """A slow line takes 160 seconds for it."""
    await post.owe(a_message(picture=bytes(10_000_000)))
    await post.sender.take(8, ())
    post.sender = post.another_sender()

    post.clock.advance(2 * MINUTE + 159 * SECOND)
    assert await post.deliver() == []
    post.clock.advance(SECOND)
    assert await post.deliver() == [ANN]


async def test_what_a_killed_process_had_in_hand_is_sent_at_once_if_it_is_known_to_be_gone(post):
    await post.owe(a_message())
    await post.sender.take(8, ())
    post.sender = post.another_sender()

    await post.sender.release()

    assert await post.deliver() == [ANN]


async def test_a_chat_gets_a_summary_a_second_at_most_but_every_answer_at_once(post):
    await post.owe(a_message("one"), a_message("two"), urgent=False)
    await post.deliver()

    assert await post.deliver() == []
    await post.owe(a_message("answer"))
    assert await post.deliver() == [ANN]
    post.clock.advance(SECOND)
    assert await post.deliver() == [ANN]

    assert post.sent == ["one", "answer", "two"]


async def test_however_many_summaries_are_owed_there_is_room_for_an_answer(post):
    await post.owe(*(a_message("summary", chat_id) for chat_id in range(100, 120)), urgent=False)

    works = await post.sender.take(8, ())
    under_way = [work.chat_id for work in works]
    assert under_way == [100, 101, 102, 103, 104, 105]
    assert await post.sender.take(2, under_way) == []
    await post.owe(a_message("answer", TOM))
    assert [work.chat_id for work in await post.sender.take(2, under_way)] == [TOM]

    await works[0].do()
    still_under_way = [*under_way[1:], TOM]
    assert [work.chat_id for work in await post.sender.take(2, still_under_way)] == [106]


async def test_a_chat_gets_a_burst_of_answers_and_then_one_a_second(post):
    await post.owe(*(a_message(str(n)) for n in range(40)), a_message("else", BOB))

    while await post.deliver():
        pass
    assert len(post.sent) == 18 + 1
    for _ in range(5):
        post.clock.advance(SECOND)
        assert await post.deliver() == [ANN]
        assert await post.deliver() == []

    post.clock.advance(7 * SECOND)
    while await post.deliver():
        pass
    assert len(post.sent) == 18 + 1 + 5 + 7


async def test_a_chat_that_telegram_wants_left_alone_gets_nothing_until_then(post):
    await post.owe(a_message("summary"), urgent=False)
    post.telegram.failures.append(RetryAfter(30))
    await post.deliver()
    await post.owe(a_message("answer"), a_message("else", BOB))

    assert await post.deliver() == [BOB]
    post.clock.advance(30 * SECOND)
    await post.deliver()

    assert post.sent == ["summary", "else", "answer"]


async def test_after_telegram_had_enough_a_chat_gets_no_burst_for_a_while(post):
    await post.owe(*(a_message(str(n)) for n in range(10)))
    post.telegram.failures.append(RetryAfter(3))
    await post.deliver()

    post.clock.advance(3 * SECOND)
    for _ in range(4):
        assert await post.deliver() == [ANN]
        assert await post.deliver() == []
        post.clock.advance(SECOND)


async def test_after_telegram_had_enough_all_goes_slower_for_a_while(post):
    await post.owe(a_message())
    await post.owe(a_message("1", BOB))
    await post.deliver()
    assert post.careful.passed == 0
    await post.owe(a_message())
    post.telegram.failures.append(RetryAfter(3))
    await post.deliver()

    await post.owe(a_message("2", BOB))
    await post.deliver()
    assert post.careful.passed == 1
    post.clock.advance(33 * SECOND)
    await post.deliver()
    assert post.careful.passed == 1


async def test_a_bulk_act_to_many_keeps_answers_first(post):
    await post.owe(*(a_message("bulk", chat_id) for chat_id in range(1000, 1200)), urgent=False)
    await post.owe(a_message("answer", TOM))

    works = await post.sender.take(8, ())

    assert works[0].chat_id == TOM


# --- in which order -------------------------------------------------------------------------


async def test_messages_of_a_chat_are_sent_one_after_the_other_in_order(post):
    await post.owe(a_message("1"), a_message("2"), a_message("3"))

    for _ in range(3):
        assert await post.deliver() == [ANN]

    assert post.sent == ["1", "2", "3"]


async def test_answers_go_before_summaries(post):
    await post.owe(a_message("summary"), urgent=False)
    await post.owe(a_message("answer"))

    await post.deliver()

    assert post.sent == ["answer"]


async def test_different_chats_are_sent_to_at_once_and_busy_ones_left_out(post):
    await post.owe(a_message("1"), a_message("2", BOB), a_message("3", 300))

    assert sorted(await post.deliver(300)) == [ANN, BOB]


async def test_a_message_that_has_to_wait_keeps_its_turn(post):
    await post.owe(a_message("1"), a_message("2"))
    post.telegram.failures.append(RetryAfter(30))

    await post.deliver()
    assert await post.deliver() == []

    post.clock.advance(30 * SECOND)
    await post.deliver()
    post.clock.advance(SECOND)
    await post.deliver()
    assert post.sent == ["1", "1", "2"]
