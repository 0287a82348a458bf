"""What guardians read, and what admins read about them."""

from collections.abc import Sequence

from attendance import timetable
from attendance.consent import ConsentText
from attendance.guardians import Notice
from attendance.mail import Button
from attendance.model import Class, Guardian, Student
from bot import presses
from bot.replies import naming, words
from bot.replies.guardian_texts import ENGLISH, LANGUAGES, Texts
from bot.replies.keyboards import Buttons, rows

LANGUAGE, CONSENT, NOTICES, FORGET = "g-lang", "g-agree", "g-hear", "g-forget"
CODES = tuple(LANGUAGES)  # a button carries a language by its place in this order

CHOOSE_LANGUAGE = "Please choose your language · Sprache · Idioma · Langue · Dil"
_VERSION = "1"


def language_buttons() -> Buttons:
    """One for each language, in that language."""
    return rows(
        [
            Button(text=texts.language, data=presses.data(LANGUAGE, place))
            for place, texts in enumerate(LANGUAGES.values())
        ]
    )


def consent(guardian: Guardian) -> ConsentText:
    """What a guardian is asked, as their receipt names it: without the names."""
    return ConsentText(version=_VERSION, text=_of(guardian).consent)


def question(guardian: Guardian, children: Sequence[Student]) -> tuple[str, Buttons]:
    """The question whether they want to hear of absences."""
    texts = _of(guardian)
    text = texts.consent.format(child=_names(children))
    return text, (
        (
            Button(text=texts.agree, data=presses.data(CONSENT, 1)),
            Button(text=texts.decline, data=presses.data(CONSENT, 0)),
        ),
    )


def answered(guardian: Guardian, children: Sequence[Student]) -> str:
    """What the question turns into after a yes."""
    return _of(guardian).agreed.format(child=_names(children))


def declined(guardian: Guardian) -> str:
    """The same after a no."""
    return _of(guardian).declined


def linked(guardian: Guardian, student: Student) -> str:
    """The invite was to one child more."""
    return _of(guardian).linked.format(child=naming.name(student))


def choices(guardian: Guardian, children: Sequence[Student]) -> tuple[str, Buttons]:
    """What a guardian has chosen, and may choose."""
    texts = _of(guardian)
    hears = guardian.hears_since is not None
    text = (texts.hears if hears else texts.silent).format(child=_names(children))
    change = Button(
        text=texts.stop if hears else texts.resume,
        data=presses.data(NOTICES, 0 if hears else 1),
    )
    erase = Button(text=texts.forget, data=presses.data(FORGET, 0))
    return text, ((change,), *language_buttons(), (erase,))


def held(guardian: Guardian, children: Sequence[Student]) -> str:
    """What is kept of a guardian."""
    return _of(guardian).held.format(child=_names(children))


def forget_question(guardian: Guardian) -> tuple[str, Buttons]:
    """Whether everything is to be erased."""
    texts = _of(guardian)
    return texts.forget_question, (
        (
            Button(text=texts.forget, data=presses.data(FORGET, 1)),
            Button(text=texts.keep, data=presses.data(FORGET, 2)),
        ),
    )


def forgotten(guardian: Guardian) -> str:
    """Everything is erased."""
    return _of(guardian).forgotten


def notice(value: Notice) -> str:
    """What a guardian hears of an absence, or that there was none."""
    texts, class_, session = _of(value.guardian), value.class_, value.session
    date = timetable.local(session.starts_at, class_.timezone).date()
    text = texts.absent if value.absent else texts.corrected
    return text.format(
        child=naming.name(value.student),
        class_=naming.titled(class_),
        day=f"{texts.weekdays[date.weekday()]} {date.strftime(texts.date)}",
        time=words.clock(session.starts_at, class_),
        status=texts.statuses.get(value.mark.status if value.mark else None, ""),
    )


# --- what admins read -----------------------------------------------------------------------


def invited(student: Student, link: str, guardians: Sequence[Guardian], told: bool) -> str:
    """The answer to ``/guardian``; ``told`` if any class of the student tells guardians."""
    lines = [
        f"Invite for a guardian of {naming.person(student)}, good for one account "
        f"within 30 days:\n{link}",
        count(guardians),
        f"/guardian {student.roll_no} off unlinks all of them, and the links sent so far.",
    ]
    if not told:
        lines.append("None of their classes tells guardians yet: /set CLASS guardians on")
    return "\n".join(lines)


def let_go(student: Student, number: int) -> str:
    """The answer to ``/guardian ROLL off``."""
    were = words.count(number, "guardian") if number else "no guardian"
    return (
        f"{naming.person(student)} had {were} linked and has none now. "
        "Links sent so far no longer work."
    )


def count(guardians: Sequence[Guardian]) -> str:
    """How many guardians there are, and how many of them hear."""
    if not guardians:
        return "Guardians: none linked"
    hearing = sum(one.hears_since is not None for one in guardians)
    return f"Guardians: {len(guardians)} linked, {hearing} of them get notices"


def unreachable(children: Sequence[Student]) -> str:
    """A guardian cannot be written to."""
    names = ", ".join(naming.person(one) for one in children)
    return f"A guardian of {names} has blocked me, so notices of absence do not reach them."


def rule(class_: Class) -> str:
    """Whether guardians are told, as part of a class's rules."""
    if class_.guardians is None:
        return "guardians are not told"
    minutes = int(class_.guardians.after.total_seconds() // 60)
    return f"guardians are told of absences {minutes} min after the end"


def _of(guardian: Guardian) -> Texts:
    return LANGUAGES.get(guardian.language or "", ENGLISH)


def _names(children: Sequence[Student]) -> str:
    return ", ".join(naming.name(one) for one in children)
