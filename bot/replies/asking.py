"""What a class asks of a check-in: how each kind is called, and how it is given."""

from collections.abc import Collection, Mapping, Sequence

from attendance import proofs, requirements
from attendance.model import Alternative, Class, Requirement, Student
from attendance.outcomes import Lacking
from bot.replies import words

# Each kind as a teacher types it and as a student is asked for it. A kind that is built is here.
_NAMES = {
    Requirement.SELFIE: "a selfie",
    Requirement.CODE: "the room's code",
    Requirement.VIDEO: "a video note",
    Requirement.LOCATION: "your live location",
}
_YOURS = _NAMES | {Requirement.SELFIE: "your selfie", Requirement.VIDEO: "your video note"}
_HOW = {
    Requirement.SELFIE: "Send a selfie: a photo of yourself, taken now.",
    Requirement.CODE: "Scan the code that is shown in the room, or send me its six digits.",
    Requirement.VIDEO: (
        "Tap /video: I show you which turns of your head to record, as a round video."
    ),
    Requirement.LOCATION: (
        "Share your live location: tap 📎, then Location, then “Share My Live Location”, "
        "for 15 minutes."
    ),
}
_USUAL = frozenset({Requirement.SELFIE})


def how(kinds: Collection[Requirement]) -> str:
    """How these are given, a line for each."""
    return "\n".join(_HOW[kind] for kind in requirements.in_order(kinds) if kind in _HOW)


def named(kinds: Collection[Requirement], names: Mapping[Requirement, str] = _NAMES) -> str:
    """Kinds as one says them: ``a selfie and your live location``."""
    *first, last = [names[kind] for kind in requirements.in_order(kinds)]
    return f"{', '.join(first)} and {last}" if first else last


def named_to_teacher(kinds: Collection[Requirement]) -> str:
    """The same of a student who is spoken of."""
    return named(kinds, _NAMES | {Requirement.LOCATION: "their live location"})


def lacking(outcome: Lacking) -> str:
    """The question for just what is missing."""
    class_ = outcome.class_
    if not outcome.kept:
        head = f"{class_.code} asks for {named(outcome.missing)} to check in."
        return "\n".join([*_expired(outcome), head, how(outcome.missing)])
    return "\n".join(
        [
            *_expired(outcome),
            f"Thank you, I have {named(outcome.kept, _YOURS)}. {class_.code} also asks for "
            f"{named(outcome.missing)}{_until(outcome)}.",
            how(outcome.missing),
        ]
    )


def still(outcome: Lacking) -> str:
    """What a refusal leaves as it was."""
    return (
        f"I still have {named(outcome.kept, _YOURS)}; {outcome.class_.code} waits for "
        f"{named(outcome.missing)}{_until(outcome)}."
    )


def waiting(outcome: Lacking) -> str:
    """How a check-in stands that waits for the rest."""
    return (
        f"I have {named(outcome.kept, _YOURS)} and wait for {named(outcome.missing)}"
        f"{_until(outcome)}"
    )


def of_student(class_: Class, student: Student) -> str:
    """What a class asks of this student."""
    wanted = requirements.wanted(class_, student)
    return f"check in with {named(wanted)}" if wanted else "your teacher marks you"


def of_all(classes: Sequence[Class], student: Student) -> str:
    """What a student's classes ask of them; nothing where that is a selfie and no more."""
    if all(requirements.wanted(one, student) == _USUAL for one in classes):
        return ""
    lines = [f"{one.code}: {of_student(one, student)}." for one in classes]
    kinds = {kind for one in classes for kind in requirements.wanted(one, student) or ()}
    return "\n".join(["When class begins:", *lines, how(kinds)])


def instead(classes: Sequence[Class], student: Student) -> str:
    """What those ask instead whose face is not compared."""
    others = [one for one in classes if requirements.wanted(one, student) is not None]
    return "".join(f"\nFor {one.code}, {of_student(one, student)} instead." for one in others)


SHARE_PLACE = (
    "Where does the class meet? Go there and share your location with me: tap 📎, then Location, "
    "then “Send My Current Location”; or choose the place on the map. (/cancel stops.)"
)
SHARE_OWN_PLACE = (
    "I take only a location that you share yourself: not one that was forwarded or typed, and no "
    "address from a list. Tap 📎, then Location. (/cancel stops.)"
)
PLACE_INACCURATE = (
    "Your phone does not know well enough where it is. Turn on precise location for Telegram in "
    "your phone's settings and share again, or choose the place on the map. (/cancel stops.)"
)


def rule(class_: Class) -> str:
    """What check-ins take, as one of a class's rules, in the words it is set by."""
    asked = "+".join(requirements.in_order(class_.requires))
    if class_.place:
        asked += f" (its place is set, {class_.radius} m around it count)"
    elif Requirement.LOCATION in class_.requires:
        asked += f" (nobody can check in before its place is set: /set {class_.code} place)"
    if class_.alternative is Alternative.CODE:
        return f"check-in by {asked}, without faces by code"
    return f"check-in by {asked}"


def _expired(outcome: Lacking) -> list[str]:
    if not outcome.expired:
        return []
    gone = named(outcome.expired, _YOURS)
    minutes = words.count(int(proofs.KEPT_FOR.total_seconds() // 60), "minute")
    return [f"I kept {gone} for {minutes}, and that is over: please send it again."]


def _until(outcome: Lacking) -> str:
    if outcome.until is None:
        return ""
    return f", by {words.clock(outcome.until, outcome.class_)}"
