"""Every table. A change here needs a migration; a test compares the two.

Ids of accounts and chats are Telegram's and have up to 52 bits.
"""

from storage.tables.acts import audit
from storage.tables.base import metadata
from storage.tables.faces import (
    TemplateState,
    gallery_state,
    last_faces,
    lookalikes,
    suspicions,
    templates,
)
from storage.tables.flags import flags, kiosk_photos, traces
from storage.tables.notices import notices, unjudged, warnings
from storage.tables.people import (
    consents,
    guardians,
    guardianships,
    invites,
    kiosks,
    students,
    teachers,
)
from storage.tables.post import conversations, deliveries, inbox, outbox, unreachable
from storage.tables.register import (
    check_ins,
    disputes,
    excuses,
    mark_changes,
    marks,
    selfies,
    sessions,
)
from storage.tables.rooms import code_tries, room_secrets, screens
from storage.tables.timetable import (
    changes,
    classes,
    edits,
    holidays,
    meetings,
    memberships,
    openings,
    teaching,
)

__all__ = [
    "TemplateState",
    "audit",
    "changes",
    "check_ins",
    "classes",
    "code_tries",
    "consents",
    "conversations",
    "deliveries",
    "disputes",
    "edits",
    "excuses",
    "flags",
    "gallery_state",
    "guardians",
    "guardianships",
    "holidays",
    "inbox",
    "invites",
    "kiosk_photos",
    "kiosks",
    "last_faces",
    "lookalikes",
    "mark_changes",
    "marks",
    "meetings",
    "memberships",
    "metadata",
    "notices",
    "openings",
    "outbox",
    "room_secrets",
    "screens",
    "selfies",
    "sessions",
    "students",
    "suspicions",
    "teachers",
    "teaching",
    "templates",
    "traces",
    "unjudged",
    "unreachable",
    "warnings",
]
