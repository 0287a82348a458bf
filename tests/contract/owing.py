"""Messages in an outbox, in a few words."""

from attendance.mail import (
    Message,
)
from tests.contract.samples import NOW


async def due(uow, at=NOW, *, limit=100, busy=()):
    return [owed.message.text for owed in await uow.outbox.due(at, limit=limit, busy=busy)]


async def owe(uow, text, chat_id=100, *, urgent=True):
    await uow.outbox.add(Message(chat_id=chat_id, text=text), NOW, urgent=urgent)
