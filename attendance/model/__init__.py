"""The nouns of attendance, as plain values.

Every moment is an aware ``datetime`` in UTC; a class's own wall clock appears only in its
``timezone`` and in the times of its meetings. Values are changed by copying them.
"""

from attendance.model.acts import OPERATOR, Act, Outcome, Sought
from attendance.model.classes import (
    Alternative,
    Appointment,
    Change,
    Class,
    Edit,
    GuardianRule,
    Holiday,
    Meeting,
    Place,
    Plan,
    Requirement,
    Session,
    Teaching,
)
from attendance.model.codes import code, in_order
from attendance.model.flags import MOST_OF_A_FILE, Flag, Flagged, KioskPhoto, Trace, Traced
from attendance.model.last_faces import LastFace
from attendance.model.people import (
    ConsentBy,
    Guardian,
    Invite,
    Kiosk,
    Receipt,
    Role,
    Sender,
    Student,
    Subject,
    Teacher,
    Template,
)
from attendance.model.register import (
    CheckIn,
    Dispute,
    Excuse,
    Mark,
    MarkChange,
    SentPicture,
    Source,
    Status,
    UpdateKey,
)
from attendance.model.rooms import CodeTry, Screen
from attendance.model.summaries import Delivery, SummaryKind
from attendance.model.suspicions import Decision, Suspicion, Why

__all__ = [
    "MOST_OF_A_FILE",
    "OPERATOR",
    "Act",
    "Alternative",
    "Appointment",
    "Change",
    "CheckIn",
    "Class",
    "CodeTry",
    "ConsentBy",
    "Decision",
    "Delivery",
    "Dispute",
    "Edit",
    "Excuse",
    "Flag",
    "Flagged",
    "Guardian",
    "GuardianRule",
    "Holiday",
    "Invite",
    "Kiosk",
    "KioskPhoto",
    "LastFace",
    "Mark",
    "MarkChange",
    "Meeting",
    "Outcome",
    "Place",
    "Plan",
    "Receipt",
    "Requirement",
    "Role",
    "Screen",
    "Sender",
    "SentPicture",
    "Session",
    "Sought",
    "Source",
    "Status",
    "Student",
    "Subject",
    "SummaryKind",
    "Suspicion",
    "Teacher",
    "Teaching",
    "Template",
    "Trace",
    "Traced",
    "UpdateKey",
    "Why",
    "code",
    "in_order",
]
