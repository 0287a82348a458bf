"""What attendance needs from outside: small protocols, satisfied in recognition and storage."""

from attendance.ports.audit import Audit
from attendance.ports.classes import Classes, Holidays
from attendance.ports.clips import ClipReader, ClipReading, Moment
from attendance.ports.corrections import Disputes, Excuses, History
from attendance.ports.edits import Edits
from attendance.ports.faces import Changes, Lookalikes, Templates
from attendance.ports.flags import Flags, Traces
from attendance.ports.guardians import Guardians, Notices, Told
from attendance.ports.holdings import Holdings
from attendance.ports.kiosks import Kiosks
from attendance.ports.last_faces import LastFaces
from attendance.ports.overview import Member, Overview
from attendance.ports.people import Consents, Invites, Students, Teachers
from attendance.ports.pictures import (
    Appearance,
    Comparison,
    Embedding,
    Face,
    Fetch,
    Gallery,
    Identity,
    Quality,
    Reader,
    Reading,
)
from attendance.ports.post import Conversations, Deliveries, Inbox, Outbox, Unreachable
from attendance.ports.references import References
from attendance.ports.registers import MarkRow, Registers
from attendance.ports.rooms import Codes, Rooms
from attendance.ports.selfies import Selfies
from attendance.ports.sessions import CheckIns, Marks, Sessions
from attendance.ports.suspicions import Suspicions
from attendance.ports.units import Clock, UnitOfWork, Units
from attendance.ports.warnings import Warnings

__all__ = [
    "Appearance",
    "Audit",
    "Changes",
    "CheckIns",
    "Classes",
    "ClipReader",
    "ClipReading",
    "Clock",
    "Codes",
    "Comparison",
    "Consents",
    "Conversations",
    "Deliveries",
    "Disputes",
    "Edits",
    "Embedding",
    "Excuses",
    "Face",
    "Fetch",
    "Flags",
    "Gallery",
    "Guardians",
    "History",
    "Holdings",
    "Holidays",
    "Identity",
    "Inbox",
    "Invites",
    "Kiosks",
    "LastFaces",
    "Lookalikes",
    "MarkRow",
    "Marks",
    "Member",
    "Moment",
    "Notices",
    "Outbox",
    "Overview",
    "Quality",
    "Reader",
    "Reading",
    "References",
    "Registers",
    "Rooms",
    "Selfies",
    "Sessions",
    "Students",
    "Suspicions",
    "Teachers",
    "Templates",
    "Told",
    "Traces",
    "UnitOfWork",
    "Units",
    "Unreachable",
    "Warnings",
]
