"""Talking with the bot: what is said, and the answer to it."""

from simulator.client import Person
from simulator.heard import Message

PATIENCE = 60.0  # seconds; a test ends as soon as the answer comes


async def hear(person: Person, containing: str | None = None) -> Message:
    return await person.hears(containing, timeout=PATIENCE)


async def ask(person: Person, text: str, **how: int) -> str:
    """Write something; the text of the next message of the bot."""
    await person.says(text, **how)
    return (await hear(person)).text


async def show(person: Person, photo: bytes, caption: str | None = None, **how: int) -> str:
    """Send a photo; the text of the answer, which must be a reply to it."""
    sent = await person.sends_photo(photo, caption, **how)
    answer = await hear(person)
    assert answer.reply_to == sent.id, answer
    return answer.text


async def press(person: Person, button: str) -> str:
    """Press a button; what the bot then says."""
    pressed = await person.presses(button, timeout=PATIENCE)
    assert pressed.answered
    return (await hear(person)).text


def link_in(text: str) -> str:
    """The invite link that somebody was sent."""
    return next(word for word in text.split() if "?start=" in word)


def assert_refused(answer: str) -> None:
    """A photo did not count, and nobody can think that it did."""
    assert answer.startswith("Not recognized")
    assert "Present" not in answer
    assert "Late" not in answer
