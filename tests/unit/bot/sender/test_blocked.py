from dataclasses import replace

from telegram.error import Forbidden

from attendance.mail import Message
from tests.unit.attendance.samples import NINE
from tests.unit.bot.fakes import ANN, TOM
from tests.unit.bot.sender.post import ADMIN


async def a_teacher(post):
    async with post.units() as uow:
        teacher = await uow.teachers.add("Tom")
        await uow.teachers.save(replace(teacher, account_id=TOM, linked_at=NINE))
        await uow.commit()


async def send_to(post, account_id, *failures):
    post.telegram.failures.extend(failures)
    await post.owe(Message(chat_id=account_id, text="Your summary"), urgent=False)
    await post.deliver()
    post.telegram.failures.clear()


async def test_a_teacher_who_has_blocked_us_is_told_of_once_and_nothing_is_retried(post):
    await a_teacher(post)

    await send_to(post, TOM, Forbidden("bot was blocked by the user"))
    assert len(post.owed) == 1
    assert "Tom has blocked me" in post.owed[0]
    await post.deliver()
    await send_to(post, TOM, Forbidden("bot was blocked by the user"))

    assert post.owed == []
    assert [call["chat_id"] for call in post.telegram.named("send_message")] == [TOM, ADMIN, TOM]


async def test_a_teacher_who_blocks_us_again_is_told_of_again(post):
    await a_teacher(post)
    await send_to(post, TOM, Forbidden("blocked"))
    await post.deliver()
    await send_to(post, TOM)

    await send_to(post, TOM, Forbidden("blocked"))

    assert len(post.owed) == 1


async def test_of_a_student_who_has_blocked_us_nobody_is_told_but_it_is_known_until_they_write(
    post,
):
    async with post.units() as uow:
        ann = await uow.students.add("A1", "Ann")
        await uow.students.save(replace(ann, account_id=ANN))
        await uow.commit()

    await send_to(post, ANN, Forbidden("bot was blocked by the user"))

    assert post.owed == []
    assert post.units.state.unreachable == {ANN: post.clock()}
    await send_to(post, ANN)  # the answer to what they write
    assert post.units.state.unreachable == {}


async def test_of_somebody_unknown_who_has_blocked_us_nothing_is_kept(post):
    await send_to(post, 12345, Forbidden("bot was blocked by the user"))

    assert post.units.state.unreachable == {}


async def test_an_admin_who_has_blocked_us_is_not_written_to_about_it(post):
    async with post.units() as uow:
        teacher = await uow.teachers.add("Ada")
        await uow.teachers.save(replace(teacher, account_id=ADMIN, linked_at=NINE))
        await uow.commit()

    await send_to(post, ADMIN, Forbidden("blocked"))

    assert post.owed == []


async def test_a_guardian_who_has_blocked_us_is_told_of_by_their_child_s_name(post):
    async with post.units() as uow:
        bob = await uow.students.add("B1", "Bob")
        zoe = await uow.guardians.add(700)
        await uow.guardians.link(zoe.id, bob.id, NINE)
        await uow.commit()

    await send_to(post, 700, Forbidden("blocked"))

    (told,) = post.owed
    assert told.startswith("A guardian of Bob (B1) has blocked me")
    await post.deliver()
    await send_to(post, 700, Forbidden("blocked"))
    assert post.owed == []
