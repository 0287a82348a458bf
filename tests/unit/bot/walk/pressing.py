"""Every button that can be come by in a day."""

from dataclasses import dataclass

from bot.handlers import buttons
from bot.presses import find
from tests.unit.bot.walk.happenings import HAPPENINGS

PRESSES_OF_A_KIND = 4  # of one person that are followed, if they carry different numbers


@dataclass(frozen=True, kw_only=True)
class Found:
    """A button: whose message has it, what it carries, and how things stood before its press."""

    kind: tuple[str, int]
    account_id: int
    data: str
    state: object


async def buttons_of_a_day(day):
    """Every button that can be come by, and those that come of their presses in turn."""
    found, waiting = {}, []

    def note(messages):
        for message in messages:
            for button in (one for row in message.buttons for one in row):
                pressed = find(buttons.PRESSES, button.data)
                assert pressed is not None, f"nobody takes the press of {button.data}"
                _, numbers = pressed
                verb = button.data.split(":")[0] if numbers else button.data
                one = Found(
                    kind=(verb, len(numbers)),
                    account_id=message.chat_id,
                    data=button.data,
                    state=day.state.copy(),
                )
                known = found.setdefault(one.kind, {})
                of_account = [who for who, _ in known if who == one.account_id]
                mine = (one.account_id, button.data)
                if mine not in known and len(of_account) < PRESSES_OF_A_KIND:
                    known[mine] = one
                    waiting.append(one)

    beginning = day.state.copy()
    for happening in HAPPENINGS:
        day.chats.units.state = beginning.copy()
        async for messages in happening(day):
            note(messages)
    while waiting:
        one = waiting.pop(0)
        day.chats.units.state = one.state.copy()
        note(await day.chats.presses(one.account_id, one.data))
    return {kind: list(ones.values()) for kind, ones in found.items()}
