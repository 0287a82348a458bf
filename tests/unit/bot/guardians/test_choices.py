"""What guardians choose, and take back."""

from attendance.mail import Received
from attendance.model import UpdateKey
from tests.unit.bot.chats import ADMIN, data, labels
from tests.unit.bot.fakes import ANN, BOT_ID, a_text
from tests.unit.bot.guardians.family import HALF_PAST, MAX, TEN, ZOE, accepts, hears, invited


async def set_aside(chats, update_id, words, *, chat_id):
    """Something that somebody wrote and that could not be handled."""
    key = UpdateKey(bot_id=BOT_ID, update_id=update_id)
    received = Received(key=key, chat_id=chat_id, payload=a_text(update_id, words))
    async with chats.units() as uow:
        await uow.inbox.receive([received], chats.clock())
        await uow.inbox.set_aside(key, chats.clock(), "ABC123 ZeroDivisionError")
        await uow.commit()


async def test_start_shows_a_guardian_what_they_have_chosen(chats, ann, zoe):
    (answer,) = await chats.says(ZOE, "/start")
    assert answer.text == "Ich schreibe Ihnen bei Abwesenheit von: Ann."

    (stopped,) = await chats.taps(ZOE, answer, "Keine Nachrichten")
    assert stopped.text == "Sie bekommen von mir keine Nachrichten über: Ann."
    (resumed,) = await chats.taps(ZOE, stopped, "Nachrichten bekommen")
    assert resumed.text == answer.text
    (turkish,) = await chats.taps(ZOE, resumed, "Türkçe")
    assert turkish.text == "Derse gelmediklerinde size yazıyorum: Ann."


async def test_a_guardian_s_commands_are_theirs(chats, ann, zoe):
    (help_,) = await chats.says(ZOE, "/help")
    assert "/language" in help_.text
    assert "/forget" in help_.text
    (chosen,) = await chats.says(ZOE, "/language")
    assert "Español" in labels(chosen)
    (refused,) = await chats.says(ANN, "/language")
    assert refused.text == "Only guardians can choose the language of notices."
    (answer,) = await chats.says(ZOE, "/status")
    assert "a guardian" in answer.text


async def test_a_guardian_has_everything_erased(chats, ann, zoe):
    await set_aside(chats, 9001, "my daughter is ill", chat_id=ZOE)
    (question,) = await chats.says(ZOE, "/forget")
    (kept,) = await chats.taps(ZOE, question, "Behalten")
    assert "Ann" in kept.text
    (asked,) = await chats.taps(ZOE, kept, "Meine Daten")
    (gone,) = await chats.taps(ZOE, asked, "Meine Daten")

    assert gone.text.startswith("Erledigt")
    state = chats.units.state
    assert (state.guardians, state.guardianships, state.invites) == ({}, {}, {})
    failed = state.inbox[UpdateKey(bot_id=BOT_ID, update_id=9001)]
    assert (failed.update.payload, failed.error) == ({}, None)
    (stale,) = await chats.presses(ZOE, "g-hear:1")
    assert "no longer in use" in stale.text
    assert await chats.school.settle(TEN)
    assert await hears(chats, HALF_PAST) == []


async def test_no_button_hears_for_somebody_who_has_not_agreed(chats, ann, told):
    await accepts(chats, ZOE, await invited(chats, "ANN"))
    await chats.presses(ZOE, "g-hear:1")
    await chats.presses(ZOE, "g-lang:99999")

    (guardian,) = chats.units.state.guardians.values()
    assert (guardian.hears_since, guardian.agreed_at) == (None, None)


async def test_a_teacher_may_be_a_guardian_too(chats, math, ann, told):
    tom = (await chats.school.add_teacher("Tom", math)).account_id
    await accepts(chats, tom, await invited(chats, "ANN"))
    await chats.presses(tom, "g-lang:0")
    await chats.presses(tom, "g-agree:1")

    welcome, choices = await chats.says(tom, "/start")

    assert welcome.text.startswith("Welcome, Tom")
    assert data(choices)[0] == "g-hear:0"
    _, held, choices = await chats.says(tom, "/privacy")
    assert "guardian" in held.text
    assert data(choices)[0] == "g-hear:0"


async def test_who_is_removed_has_no_guardians(chats, ann, zoe):
    open_one = await invited(chats, "ANN")
    await chats.presses(ADMIN, f"remove:{ann.id}")

    assert chats.units.state.guardians == {}
    assert "don't know" in (await accepts(chats, MAX, open_one)).text


async def test_a_guardian_reads_it_in_their_language(chats, ann, zoe):
    held, choices = await chats.says(ZOE, "/privacy")

    assert "Was ich über Sie speichere" in held.text
    assert "Meine Daten löschen" in labels(choices)


async def test_somebody_in_several_roles_is_forgotten_in_each(chats, math, ann, told):
    await accepts(chats, ANN, await invited(chats, "ANN"))  # refused: nobody is their own guardian
    await chats.school.add_student("Bob", math)
    await accepts(chats, ANN, await invited(chats, "BOB"))
    (question,) = await chats.says(ANN, "/forget")
    assert "As a guardian" in question.text

    await chats.taps(ANN, question, "Erase")

    assert chats.units.state.guardians == {}
    assert chats.units.state.students[ann.id].account_id is None
