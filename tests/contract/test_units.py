import asyncio

import pytest

from attendance.mail import Message
from storage.errors import ReadOnly, UnitEnded
from tests.contract.samples import NOW


async def test_what_was_committed_is_there_for_the_next_unit(units):
    async with units() as uow:
        student = await uow.students.add("A1", "Ann")
        await uow.commit()

    async with units(reading=True) as uow:
        assert await uow.students.get(student.id) == student


async def test_leaving_without_commit_undoes_everything(units):
    async with units() as uow:
        await uow.students.add("A1", "Ann")

    async with units(reading=True) as uow:
        assert await uow.students.active() == []


async def test_an_exception_undoes_everything(units):
    async def fail():
        async with units() as uow:
            await uow.students.add("A1", "Ann")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    async with units(reading=True) as uow:
        assert await uow.students.active() == []


async def test_a_unit_ends_with_its_commit(units):
    async with units() as uow:
        await uow.commit()
        with pytest.raises(UnitEnded):
            await uow.students.active()
        with pytest.raises(UnitEnded):
            await uow.commit()


async def test_a_unit_cannot_be_used_after_it_was_left(units):
    async with units(reading=True) as uow:
        pass

    with pytest.raises(UnitEnded):
        await uow.students.active()


async def test_a_unit_cannot_be_used_before_it_is_entered(units):
    with pytest.raises(UnitEnded):
        await units().students.active()


async def test_a_reading_unit_does_not_commit(units):
    async with units(reading=True) as uow:
        with pytest.raises(ReadOnly):
            await uow.commit()


async def test_writers_take_turns_in_the_order_they_came(units):
    order = []

    async def write(number):
        async with units() as uow:
            students = await uow.students.active()
            await uow.students.add(f"A{len(students)}", "Ann")
            order.append(number)
            await uow.commit()

    await asyncio.gather(*(write(number) for number in range(20)))

    assert order == list(range(20))
    async with units(reading=True) as uow:
        assert len(await uow.students.active()) == 20


async def test_a_reader_neither_waits_for_a_writer_nor_sees_its_unfinished_work(units):
    async with units() as writer:
        await writer.students.add("A1", "Ann")
        async with units(reading=True) as reader:
            assert await reader.students.active() == []


async def test_a_cancelled_writer_gives_its_turn_away(units):
    entered = asyncio.Event()

    async def write():
        async with units() as uow:
            await uow.students.add("A1", "Ann")
            entered.set()
            await asyncio.Event().wait()

    writer = asyncio.create_task(write())
    await entered.wait()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer

    async with units() as uow:
        assert await uow.students.active() == []


async def test_the_sender_is_told_when_a_message_was_committed(units, posted):
    async with units() as uow:
        await uow.outbox.add(Message(chat_id=1, text="hello"), NOW)
        assert posted == []
        await uow.commit()

    assert posted == [True]


@pytest.mark.parametrize("writes", [True, False])
async def test_the_sender_is_not_told_when_there_is_nothing_to_send(units, posted, writes):
    async with units() as uow:
        if writes:
            await uow.students.add("A1", "Ann")
            await uow.commit()
        else:
            await uow.outbox.add(Message(chat_id=1, text="hello"), NOW)

    assert posted == []
