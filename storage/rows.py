"""Between rows and the values of attendance, in both directions, where the two differ."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, TypeVar

from attendance.mail import (
    Button,
    Document,
    Failure,
    Message,
    Origin,
    Owed,
    Received,
    Undelivered,
)
from attendance.model import (
    Act,
    CheckIn,
    Dispute,
    Edit,
    Excuse,
    Mark,
    MarkChange,
    SentPicture,
    Session,
    Student,
    Teacher,
    Teaching,
    UpdateKey,
)
from attendance.standing import GivenWarning, Standing
from storage.transaction import Row

URGENT, PATIENT, BEHIND, SET_ASIDE = 0, 1, 2, 3  # ranks in the outbox

Numbered = TypeVar("Numbered", Act, MarkChange, Dispute, Excuse, Edit, GivenWarning)


def with_id(value: Numbered, given: int) -> Numbered:
    """The value under the id that the database has given it."""
    return replace(value, id=given)


def from_teacher(teacher: Teacher) -> dict[str, Any]:
    """A row with ``folded_name``, by which names are compared."""
    return asdict(teacher) | {"folded_name": teacher.name.casefold()}


def to_teacher(row: Row) -> Teacher:
    """A teacher from a row that may hold more than theirs."""
    return Teacher(
        id=row["id"],
        name=row["name"],
        account_id=row["account_id"],
        linked_at=row["linked_at"],
    )


def to_teaching(row: Row) -> Teaching:
    """What a teacher takes, from a row that also holds the teacher."""
    return Teaching(
        teacher=to_teacher(row),
        assigned_at=row["assigned_at"],
        summary_at=row["summary_at"],
        muted=row["muted"],
    )


def from_check_in(check_in: CheckIn) -> dict[str, Any]:
    """A row with the key of its update in two columns."""
    values = asdict(check_in)
    key: dict[str, Any] = values.pop("update")
    picture: dict[str, Any] | None = values.pop("picture")
    return key | values | (picture or {})


def to_check_in(row: Row) -> CheckIn:
    """A check-in from its whole row."""
    values = dict(row)
    key = UpdateKey(bot_id=values.pop("bot_id"), update_id=values.pop("update_id"))
    return CheckIn(update=key, picture=_picture(values), **values)


def to_session(row: Row) -> Session:
    """A session from its whole row; by name, which takes half as long as ``**row``."""
    return Session(
        id=row["id"],
        class_id=row["class_id"],
        date=row["date"],
        opens_at=row["opens_at"],
        starts_at=row["starts_at"],
        late_at=row["late_at"],
        closes_at=row["closes_at"],
        settled_at=row["settled_at"],
    )


def to_mark(row: Row) -> Mark:
    """A mark from its whole row; by name as above."""
    return Mark(
        session_id=row["session_id"],
        student_id=row["student_id"],
        status=row["status"],
        source=row["source"],
        at=row["at"],
    )


def to_student(row: Row) -> Student:
    """A student from a row that may hold more; by name as above."""
    return Student(
        id=row["id"],
        roll_no=row["roll_no"],
        name=row["name"],
        account_id=row["account_id"],
        agreed=row["agreed"],
        left_at=row["left_at"],
        keeps_photo=row["keeps_photo"],
        selfie_days=row["selfie_days"],
        agreed_by=row["agreed_by"],
    )


def from_mark_change(change: MarkChange) -> dict[str, Any]:
    """A row without its id; a mark that was not there is empty columns."""
    return {
        "session_id": change.session_id,
        "student_id": change.student_id,
        "at": change.at,
        "account_id": change.account_id,
        **_from_mark("before", change.before),
        **_from_mark("after", change.after),
    }


def to_mark_change(row: Row) -> MarkChange:
    """A change from its whole row."""
    return MarkChange(
        id=row["id"],
        session_id=row["session_id"],
        student_id=row["student_id"],
        at=row["at"],
        account_id=row["account_id"],
        before=_to_mark("before", row),
        after=_to_mark("after", row),
    )


def from_dispute(dispute: Dispute) -> dict[str, Any]:
    """A row without its id."""
    values = asdict(dispute)
    del values["id"]
    picture: dict[str, Any] | None = values.pop("picture")
    return values | (picture or {"file_id": None, "as_document": None})


def to_dispute(row: Row) -> Dispute:
    """A dispute from its whole row."""
    values = dict(row)
    return Dispute(picture=_picture(values), **values)


def from_warning(warning: GivenWarning) -> dict[str, Any]:
    """A row without its id."""
    values = asdict(warning)
    del values["id"]
    standing: dict[str, int] = values.pop("standing")
    return values | standing


def to_warning(row: Row) -> GivenWarning:
    """A warning from its whole row."""
    values = dict(row)
    standing = Standing(**{one.name: values.pop(one.name) for one in fields(Standing)})
    return GivenWarning(standing=standing, **values)


def _from_mark(which: str, mark: Mark | None) -> dict[str, Any]:
    names = ("status", "source", "at")
    return {f"{which}_{name}": getattr(mark, name) if mark else None for name in names}


def _to_mark(which: str, row: Row) -> Mark | None:
    if row[f"{which}_status"] is None:
        return None
    return Mark(
        session_id=row["session_id"],
        student_id=row["student_id"],
        status=row[f"{which}_status"],
        source=row[f"{which}_source"],
        at=row[f"{which}_at"],
    )


def _picture(values: dict[str, Any]) -> SentPicture | None:
    """Take a picture's two columns out of a row's values."""
    file_id, as_document = values.pop("file_id"), values.pop("as_document")
    return SentPicture(file_id=file_id, as_document=as_document) if file_id else None


def from_received(received: Received) -> dict[str, Any]:
    """A row without its times, which are not known to the update."""
    return {
        **asdict(received.key),
        "chat_id": received.chat_id,
        "payload": dict(received.payload),
        "attempts": received.attempts,
        "arrived_at": received.arrived_at,
    }


def to_received(row: Row) -> Received:
    """An update from a row whose payload is still kept."""
    return Received(
        key=UpdateKey(bot_id=row["bot_id"], update_id=row["update_id"]),
        chat_id=row["chat_id"],
        payload=row["payload"],
        attempts=row["attempts"],
        arrived_at=row["arrived_at"],
    )


def to_failure(row: Row) -> Failure:
    """An update that was set aside."""
    key = UpdateKey(bot_id=row["bot_id"], update_id=row["update_id"])
    return Failure(key=key, at=row["done_at"], error=row["error"])


def from_message(message: Message) -> dict[str, Any]:
    """A row with the chat, the picture or file, and the rest as JSON in ``payload``."""
    document = message.document
    payload = {
        "text": message.text,
        "buttons": [[asdict(button) for button in line] for line in message.buttons],
        "reply_to": message.reply_to,
        "edits": message.edits,
        "captioned": message.captioned,
        "sent_picture": asdict(message.sent_picture) if message.sent_picture else None,
        "document": document.name if document else None,
    }
    content = document.content if document else message.picture
    return {"chat_id": message.chat_id, "payload": payload, "picture": content}


def to_owed(row: Row) -> Owed:
    """A message from its whole row."""
    payload: Mapping[str, Any] = row["payload"]
    sent = payload.get("sent_picture")  # and those below: not in messages of earlier releases
    name = payload.get("document")
    message = Message(
        chat_id=row["chat_id"],
        text=payload["text"],
        picture=None if name else row["picture"],
        document=Document(name=name, content=row["picture"]) if name else None,
        buttons=tuple(tuple(Button(**button) for button in line) for line in payload["buttons"]),
        reply_to=payload["reply_to"],
        edits=payload["edits"],
        captioned=payload.get("captioned", False),
        sent_picture=SentPicture(**sent) if sent else None,
    )
    return Owed(
        id=row["id"],
        message=message,
        attempts=row["attempts"],
        urgent=row["rank"] == URGENT,
        answers=_origin(row),
        failing_since=row["failing_since"],
    )


def to_undelivered(row: Row) -> Undelivered:
    """A message that was set aside, from the columns that tell of it."""
    return Undelivered(chat_id=row["chat_id"], at=row["set_aside_at"], error=row["error"])


def _origin(row: Row) -> Origin | None:
    if row["update_id"] is None:
        return None
    return Origin(update_id=row["update_id"], arrived_at=row["arrived_at"])
