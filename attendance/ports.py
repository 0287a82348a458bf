"""What attendance needs from outside: small protocols, satisfied in recognition and storage."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from attendance.corrections import Disputes, Excuses, History, Unreachable
from attendance.mail import Conversations, Inbox, Outbox
from attendance.model import (
    CheckIn,
    Class,
    Delivery,
    Holiday,
    Invite,
    Mark,
    Plan,
    Receipt,
    Role,
    Session,
    Status,
    Student,
    Teacher,
    Teaching,
    Template,
    UpdateKey,
)

# --- pictures -------------------------------------------------------------------------------


class Embedding(Protocol):
    """512 float32 of unit length; two are compared by their dot product."""

    def tobytes(self) -> bytes: ...


class Quality(Protocol):
    """What is wrong with a face as a picture: short names, none when it is good.

    ``problems`` are those of a selfie; an enrolment photo is held to stricter limits.
    """

    @property
    def problems(self) -> tuple[str, ...]: ...
    @property
    def enrolment_problems(self) -> tuple[str, ...]: ...


class Face(Protocol):
    """One face of a reading; ``box`` is x0, y0, x1, y1 in pixels."""

    @property
    def box(self) -> tuple[float, float, float, float]: ...
    @property
    def embedding(self) -> Embedding: ...
    @property
    def quality(self) -> Quality: ...


class Reading(Protocol):
    """What was seen in a picture: its faces, largest first, and what is wrong with the whole."""

    @property
    def faces(self) -> Sequence[Face]: ...
    @property
    def problems(self) -> tuple[str, ...]: ...


class Reader(Protocol):
    """Reads pictures without holding up anything else."""

    @property
    def model(self) -> str:
        """The name that templates carry: embeddings of two models are never compared."""
        ...

    async def read(self, image: bytes) -> Reading:
        """Raise ``errors.UnreadableImage`` for what is not a picture or is too large."""
        ...


class Comparison(Protocol):
    """A face against the claimed student and against everybody else; scores are cosines.

    ``mean`` and ``deviation`` are of the scores against the ``others``, 0 where there are none.
    """

    @property
    def claimed(self) -> float | None: ...
    @property
    def best_other(self) -> float | None: ...
    @property
    def best_other_id(self) -> int | None: ...
    @property
    def others(self) -> int: ...
    @property
    def mean(self) -> float: ...
    @property
    def deviation(self) -> float: ...


class Identity(Protocol):
    """Whom a face of a group photo shows; None is a stranger."""

    @property
    def student_id(self) -> int | None: ...


class Gallery(Protocol):
    """All active templates of one model, in memory, as of a revision of the database."""

    @property
    def revision(self) -> int: ...

    def apply(
        self, revision: int, *, added: Iterable[tuple[int, int, bytes]], removed: Iterable[int]
    ) -> None:
        """Take over changes up to a revision.

        ``added`` are templates as (id, student's id, embedding), ``removed`` their ids.
        """
        ...

    def compare(
        self, embedding: bytes, student_id: int, *, lookalikes: Collection[int] = ()
    ) -> Comparison:
        """Score a face against one student's templates and all others' but the lookalikes'."""
        ...

    def identify(
        self, embeddings: Sequence[bytes], *, among: Collection[int] | None = None
    ) -> Sequence[Identity]:
        """Say for each face of one photo whom of ``among`` it shows, nobody twice."""
        ...


# --- records --------------------------------------------------------------------------------


class Students(Protocol):
    """The people whose attendance is taken; someone who has left is still found by roll number."""

    async def add(self, roll_no: str, name: str) -> Student: ...
    async def get(self, student_id: int) -> Student: ...
    async def by_roll(self, roll_no: str) -> Student | None: ...
    async def by_account(self, account_id: int) -> Student | None: ...
    async def save(self, student: Student) -> None: ...
    async def active(self) -> list[Student]:
        """Everybody who has not left, by roll number."""
        ...


class Teachers(Protocol):
    """The people who take classes. A name is compared without regard to case."""

    async def add(self, name: str) -> Teacher: ...
    async def get(self, teacher_id: int) -> Teacher: ...
    async def by_name(self, name: str) -> Teacher | None: ...
    async def by_account(self, account_id: int) -> Teacher | None: ...
    async def save(self, teacher: Teacher) -> None: ...


class Classes(Protocol):
    """Classes, their weekly meetings, who is in them and who takes them."""

    async def add(self, class_: Class) -> Class:
        """Store a new class; the ``id`` given is ignored, the one returned counts."""
        ...

    async def get(self, class_id: int) -> Class: ...
    async def by_code(self, code: str) -> Class | None: ...
    async def all(self) -> list[Class]:
        """Every class, by code."""
        ...

    async def save(self, class_: Class) -> None:
        """Replace everything about the class, its meetings included, but not its holidays."""
        ...

    async def join(self, class_id: int, student_id: int, at: datetime) -> bool:
        """Put a student into a class; False when they are in it already."""
        ...

    async def leave(self, class_id: int, student_id: int, at: datetime) -> bool:
        """End a membership; that it was stays known. False when there is none."""
        ...

    async def leave_all(self, student_id: int, at: datetime) -> None:
        """End every membership; that it was stays known."""
        ...

    async def of_student(self, student_id: int) -> list[Class]: ...
    async def students(self, class_id: int, start: datetime, end: datetime) -> list[Student]:
        """Who joined before ``end`` and had not left by ``start``, by roll number."""
        ...

    async def assign(self, class_id: int, teacher_id: int, at: datetime) -> bool:
        """Give a class a teacher; False when they take it already."""
        ...

    async def unassign(self, class_id: int, teacher_id: int) -> bool:
        """Take a class from a teacher; False when they did not take it."""
        ...

    async def of_teacher(self, teacher_id: int) -> list[Class]: ...
    async def teachers(self, class_id: int) -> list[Teaching]:
        """Its teachers, by name."""
        ...

    async def save_teaching(self, class_id: int, wished: Teaching) -> None:
        """Keep what a teacher of the class wishes about its summaries."""
        ...


class Holidays(Protocol):
    """Dates on which classes do not meet; every class comes with those that are its."""

    async def add(self, holiday: Holiday) -> bool:
        """Store one, or give the one of that class and those dates its name; False if known."""
        ...

    async def remove(self, class_id: int | None, first: date, last: date) -> Holiday | None:
        """Take back the one of exactly that class, or of all (None), and those dates."""
        ...


class Sessions(Protocol):
    """Meetings that have taken place or are taking place."""

    async def ensure(self, class_id: int, plan: Plan) -> Session:
        """The session of that class and start, made or re-timed from the plan unless settled.

        One that was settled before the plan's end had been called off, and is open again.
        """
        ...

    async def get(self, session_id: int) -> Session: ...
    async def between(self, class_id: int, first: date, last: date) -> list[Session]:
        """Stored sessions of local dates, both included, earliest first."""
        ...

    async def latest(self, class_id: int, until: date, limit: int) -> list[Session]:
        """The last sessions of dates up to ``until``, earliest first."""
        ...

    async def settle(self, session_id: int, at: datetime) -> None: ...
    async def move(self, session_id: int, plan: Plan) -> None:
        """Give a session other times; its marks and check-ins go with it."""
        ...

    async def drop_unmarked(self, class_id: int, at: datetime) -> None:
        """Forget sessions of a class yet to close that hold no mark; check-ins lose theirs."""
        ...


class Marks(Protocol):
    """One status per session and student."""

    async def find(self, session_id: int, student_id: int) -> Mark | None: ...
    async def of_session(self, session_id: int) -> list[Mark]: ...
    async def put(self, mark: Mark) -> None:
        """Set the mark of its session and student, replacing the one there was."""
        ...

    async def remove(self, session_id: int, student_id: int) -> None: ...
    async def counts(self, session_ids: Collection[int]) -> dict[int, dict[Status, int]]:
        """How many marks of each status there are in each of these sessions that has any."""
        ...


class CheckIns(Protocol):
    """Attempts, one per update."""

    async def add(self, check_in: CheckIn) -> None: ...
    async def replace(self, check_in: CheckIn) -> None:
        """Store what became of an attempt instead of what was stored of it."""
        ...

    async def by_update(self, key: UpdateKey, sent_at: datetime) -> CheckIn | None:
        """The one of an update sent then; an id alone may come again after a quiet week."""
        ...

    async def refused_in(self, session_id: int) -> int:
        """How many attempts were refused in a session."""
        ...

    async def forget_pictures(self, before: datetime) -> None:
        """Drop the pictures of attempts that were sent before a moment."""
        ...


class Templates(Protocol):
    """Enrolled embeddings, encrypted at rest, and the counter that every change raises."""

    async def add(
        self, *, student_id: int, model: str, embedding: bytes, photo: bytes, at: datetime
    ) -> int | None:
        """Store one, active if the student has agreed, else pending; return its id.

        ``photo`` is the SHA-256 of the picture: None, and nothing stored, when the student has
        a template of the same picture and model.
        """
        ...

    async def count(self, student_id: int, model: str) -> int:
        """Templates of a student and model, pending ones included."""
        ...

    async def counts(self, model: str) -> dict[int, int]:
        """The same for every student who has any."""
        ...

    async def new_to(self, template_id: int) -> set[int]:
        """Other students with templates that became active after this one was stored."""
        ...

    async def activate(self, student_id: int) -> int: ...
    async def erase(self, student_id: int) -> int:
        """Erase all of a student's embeddings, whatever their model and state."""
        ...

    async def erase_one(self, student_id: int, template_id: int) -> bool:
        """Erase one of a student's embeddings; False when it is not there or another's."""
        ...

    async def erase_pending(self, before: datetime) -> int:
        """Erase pending embeddings that were stored before a moment."""
        ...

    async def revision(self) -> int: ...
    async def since(self, model: str, revision: int) -> "Changes":
        """What became active and what was erased after a revision, for one model.

        A template that cannot be decrypted is left out: one damaged row stops nobody else.
        """
        ...


class Lookalikes(Protocol):
    """Pairs of students whom an admin has said to look alike; the order in a pair is no matter."""

    async def pair(self, one_id: int, other_id: int, at: datetime) -> bool:
        """Pair two students; False when they are paired already."""
        ...

    async def part(self, one_id: int, other_id: int) -> bool:
        """Take a pair back; False when there was none."""
        ...

    async def part_all(self, student_id: int) -> int:
        """Take back every pair that a student is in."""
        ...

    async def of(self, student_id: int) -> frozenset[int]:
        """Who a student is paired with."""
        ...

    async def all(self) -> list[tuple[int, int]]:
        """Every pair, the smaller id first."""
        ...


class Changes(Protocol):
    """The step from one revision of the templates to a later one."""

    @property
    def revision(self) -> int: ...
    @property
    def added(self) -> Sequence[Template]: ...
    @property
    def removed(self) -> Sequence[int]: ...


class Invites(Protocol):
    """One-time codes, stored as hashes."""

    async def add(self, invite: Invite, at: datetime) -> None: ...
    async def by_hash(self, code_hash: str) -> Invite | None: ...
    async def use(self, code_hash: str, account_id: int, at: datetime) -> None: ...
    async def revoke(self, role: Role, person_id: int) -> None:
        """Forget a person's unused invites."""
        ...

    async def has_open(self, role: Role, person_id: int, at: datetime) -> bool:
        """Whether a person has an unused invite that has not expired."""
        ...


class Consents(Protocol):
    """Receipts: what was answered to which text, kept for ever."""

    async def add(self, receipt: Receipt) -> None: ...


class Deliveries(Protocol):
    """Which summaries have been handed over."""

    async def claim(self, delivery: Delivery, at: datetime) -> bool:
        """Note one as handed over; False when it was before."""
        ...

    async def made(self, since: date) -> set[Delivery]:
        """All that were handed over for local dates from ``since`` on."""
        ...


class Audit(Protocol):
    """Who did what, when."""

    async def add(
        self, *, at: datetime, account_id: int, action: str, details: Mapping[str, str]
    ) -> None: ...


class UnitOfWork(Protocol):
    """One transaction, ended by ``commit``. Leaving it without undoes everything."""

    @property
    def students(self) -> Students: ...
    @property
    def teachers(self) -> Teachers: ...
    @property
    def classes(self) -> Classes: ...
    @property
    def holidays(self) -> Holidays: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def history(self) -> History: ...
    @property
    def check_ins(self) -> CheckIns: ...
    @property
    def disputes(self) -> Disputes: ...
    @property
    def excuses(self) -> Excuses: ...
    @property
    def unreachable(self) -> Unreachable: ...
    @property
    def templates(self) -> Templates: ...
    @property
    def lookalikes(self) -> Lookalikes: ...
    @property
    def invites(self) -> Invites: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def conversations(self) -> Conversations: ...

    async def commit(self) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Units(Protocol):
    """Begins units of work."""

    def __call__(self, *, reading: bool = False) -> UnitOfWork:
        """A transaction that may write, or one that only reads and holds up nobody."""
        ...


Clock = Callable[[], datetime]
Fetch = Callable[[], Awaitable[bytes]]
