"""What a student reads: the answer to a selfie, and their own record."""

from attendance import outcomes, timetable
from attendance.mail import Button
from attendance.model import Class, Holiday, Mark, Plan, Requirement, Session, Source
from attendance.policy import Reason
from attendance.room_code import WITHIN
from bot import presses
from bot.replies import asking, common, naming, words

WHICH = "which"

_ENOUGH = (
    f"none is taken for {int(WITHIN.total_seconds() // 60)} minutes. Wait, or ask your teacher to "
    "mark you."
)

# The reason in the words a student is promised, then what to do about it.
_REFUSALS = {
    Reason.NO_FACE: "no face found. Hold the camera at arm's length and look straight into it.",
    Reason.MANY_FACES: "more than one face. Be alone in the picture.",
    Reason.TOO_DARK: "too dark. Turn towards the light, a window or a lamp, and try again.",
    Reason.TOO_BRIGHT: (
        "too bright. Step out of the glare, without a lamp or the sun in your face, and try again."
    ),
    Reason.CUT_OFF: (
        "the face is cut off at the edge. Hold the camera so that all of your face is in the "
        "picture."
    ),
    Reason.TOO_SMALL: (
        "face too small. Come closer, so that your face fills a third of the picture."
    ),
    Reason.TURNED: (
        "the face is turned too far. Look straight into the camera, with your head upright."
    ),
    Reason.TOO_BLURRED: "too blurred. Wipe the lens, hold still and try again.",
    Reason.UNCERTAIN: (
        "the face cannot be seen clearly. Take off whatever covers it, and face the light."
    ),
    Reason.NO_MATCH: (
        "this face does not match your enrolment photos. Try again yourself, "
        "facing the camera in good light. If it happens again, ask your teacher to mark you."
    ),
    Reason.OTHER_MATCHES: (
        "this face does not match your enrolment photos well enough. Try again, "
        "facing the camera in good light. If it happens again, ask your teacher to mark you."
    ),
    Reason.NOT_A_PICTURE: "I can't open this file as a picture. Send a photo from the camera.",
    Reason.NOT_NEW: "only a new photo counts. Take one now and send it here.",
    Reason.TOO_LARGE: "this file is too large. Send it as a photo instead of a file.",
    Reason.WRONG_CODE: "wrong code. Send the six digits that are shown in the room now.",
    Reason.LAST_CODE: f"wrong code once more: {_ENOUGH}",
    Reason.TOO_MANY_CODES: f"too many wrong codes: {_ENOUGH}",
    Reason.OLD_CODE: (
        "this code is not shown any more. Scan the one that is shown in the room now, or send its "
        "six digits."
    ),
    Reason.OTHER_CODE: (
        "this is the code of another class. Scan the one that is shown in your room, or send its "
        "six digits."
    ),
    Reason.CODE_PASSED_ON: (
        "this code was passed on to me. Scan the one that is shown in the room, or type its six "
        "digits."
    ),
    Reason.NO_CODE: "no code is shown. Ask your teacher to show it with /code.",
    Reason.OUTSIDE: (
        "this is not the place of the class. If you are on your way, keep sharing: I look "
        "again as you move. If you are there already, ask your teacher to mark you."
    ),
    Reason.INACCURATE: (
        "the phone does not know well enough where it is. Turn on precise location for Telegram "
        "in your phone's settings, go near a window and keep sharing: I look again."
    ),
    Reason.NOT_LIVE: (
        "only one's own live location counts, not a place that was chosen, typed or forwarded. "
        f"{asking.how({Requirement.LOCATION})}"
    ),
    Reason.NO_PLACE: "nobody has told me where the class meets. Ask your teacher to mark you.",
    Reason.NOT_A_FILM: (
        "I can't play this video. Record it in Telegram, as a round video of 5 to 20 seconds."
    ),
    Reason.NOT_A_NEW_FILM: (
        "only a round video counts that is recorded here and now, not one from elsewhere or from "
        "before. Tap the button to see which turns it should show."
    ),
    Reason.NOT_STRAIGHT: (
        "the head was turned aside when the video began. Look straight into the camera first, "
        "for a second, and then turn."
    ),
    Reason.OUT_OF_SIGHT: (
        "the face was out of sight for a moment. Hold the phone still, turn your head only "
        "halfway to the shoulder, and keep all of your face in the picture."
    ),
    Reason.OTHER_PERSON: (
        "the video does not show one and the same person throughout. Be alone in it, in good light."
    ),
    Reason.OTHER_TURNS: (
        "these were not the turns that I asked for, in that order. Begin looking straight ahead, "
        "go halfway to the shoulder each time, wait there for a moment, come back to the middle, "
        "and keep your mouth closed."
    ),
    Reason.FLAT: (
        "no head was seen to turn in depth. Hold the phone still at arm's length, in good "
        "light, and turn your head slowly: not the phone, and no picture."
    ),
    Reason.TOO_LATE: (
        "this video came too late. Turns hold for a minute from when I show them: ask for new ones."
    ),
    Reason.TOO_OFTEN: ("there were too many tries for this class. Ask your teacher to mark you."),
}
_OF_PLACES = {Reason.OUTSIDE, Reason.INACCURATE, Reason.NOT_LIVE, Reason.NO_PLACE}


def why(reason: Reason) -> str:
    """What is wrong with a photo, for somebody who did not take it: the first sentence."""
    return _REFUSALS[reason].partition(". ")[0]


def advice(reason: Reason) -> str:
    """What is wrong with a photo, and what to do."""
    return _REFUSALS[reason]


def refused(reason: Reason) -> str:
    """A check-in that was not accepted."""
    head = "Not counted" if reason in _OF_PLACES else "Not recognized"
    return f"{head}: {advice(reason)}"


def checked_in(outcome: outcomes.Outcome) -> str:
    """The answer to a selfie."""
    match outcome:
        case outcomes.Marked():
            return _marked(outcome)
        case outcomes.Already():
            return _already(outcome)
        case outcomes.Refused(reason=reason, still=still):
            said = refused(reason)
            return f"{said}\n{asking.still(still)}" if still else said
        case outcomes.Lacking():
            return asking.lacking(outcome)
        case outcomes.WhichClass():
            return _which_class(outcome)
        case outcomes.NoClass():
            return _no_class(outcome)
        case outcomes.NoTemplate():
            return (
                "Not recognized: I have no photo of you to compare with. Ask your admin to add one."
            )
        case outcomes.NotAgreed(student=student) if student.agreed is None:
            return common.consent_question(student)
        case outcomes.NotAgreed():
            return common.declined_reminder()
        case outcomes.NotLinked():
            return common.NOT_LINKED


def class_buttons(outcome: outcomes.WhichClass) -> tuple[tuple[Button, ...], ...]:
    """One for each class that a selfie may be for."""
    attempt = outcome.attempt
    sent = (attempt.update.update_id, int(attempt.sent_at.timestamp()))
    return tuple(
        (
            Button(
                text=f"{naming.titled(class_)}, {words.clock(plan.starts_at, class_)}",
                data=presses.data(WHICH, *sent, class_.id, int(plan.starts_at.timestamp())),
            ),
        )
        for class_, plan in outcome.meetings
    )


def next_class(upcoming: tuple[Class, Plan] | None) -> str:
    """When a student's next class begins, and when check-in for it opens."""
    if upcoming is None:
        return "Nothing is planned for the next two weeks."
    class_, plan = upcoming
    opens = words.clock(plan.opens_at, class_)
    if timetable.local(plan.opens_at, class_.timezone).date() != plan.date:
        opens += " the day before"
    return f"Next: {class_.code}, {words.when(class_, plan)}; check-in opens at {opens}."


def record(
    marks: list[tuple[Class, Session, Mark]],
    awaited: list[tuple[Class, Plan, str]],
    upcoming: tuple[Class, Plan] | None,
) -> str:
    """A student's own marks of today, what waits for their check-in and how, and what is next."""
    lines = [
        f"{class_.code}, {words.when(class_, session)}: {_own(mark, class_)}"
        for class_, session, mark in marks
    ]
    lines += [
        f"{class_.code} is open for check-in now, until {words.clock(plan.closes_at, class_)}: "
        f"{how}."
        for class_, plan, how in awaited
    ]
    return "\n".join([*(lines or ["No mark for today yet."]), next_class(upcoming)])


def _which_class(outcome: outcomes.WhichClass) -> str:
    there = outcome.elsewhere
    if there is None:
        return "That is you. Several of your classes meet now: which one is this for?"
    return (
        f"That is you, and you are {there.mark.status.value} in {there.class_.code}. "
        "If this is for another class that meets now, press it."
    )


def _no_class(outcome: outcomes.NoClass) -> str:
    why = dict.fromkeys(_called_off(one) for one in outcome.called_off)
    return " ".join(
        ["No class is open for check-in right now.", *why, next_class(outcome.upcoming)]
    )


def _called_off(one: outcomes.NotMeeting) -> str:
    class_, why = one.class_, one.why
    if isinstance(why, Holiday):
        return f"{class_.code} has a holiday{f': {naming.name(why)}' if why.name else ''}."
    if why.becomes is None:
        return f"{class_.code} at {words.clock(why.starts_at, class_)} is called off."
    if why.becomes.starts_at == why.starts_at:
        return f"{class_.code} closed at {words.clock(why.becomes.closes_at, class_)}."
    there = words.when(class_, timetable.plan(class_, why.becomes))
    return f"{class_.code} at {words.clock(why.starts_at, class_)} is moved to {there}."


def _own(mark: Mark, class_: Class) -> str:
    if mark.source.is_check_in:
        return f"{words.status(mark.status)} ({words.clock(mark.at, class_)})"
    return words.status(mark.status)


def _marked(outcome: outcomes.Marked) -> str:
    class_, mark = outcome.class_, outcome.mark
    late_by = int((mark.at - outcome.session.starts_at).total_seconds() // 60)
    line = f"{words.status(mark.status)} ✓  {naming.titled(class_)}"
    arrived = words.clock(mark.at, class_)
    if mark.status.value == "late":
        return f"{line}\n{arrived}, {words.count(late_by, 'minute')} after the start."
    return f"{line}\n{arrived}. Have a good class, {naming.name(outcome.student)}!"


def _already(outcome: outcomes.Already) -> str:
    class_, mark = outcome.class_, outcome.mark
    status = words.status(mark.status).lower()
    if mark.source is Source.TEACHER:
        return (
            f"Your teacher has already marked you {status} for {class_.code}. "
            "If that is wrong, please ask them to change it."
        )
    return (
        f"You are already marked {status} for {class_.code} "
        f"(since {words.clock(mark.at, class_)}). No need to send another."
    )
