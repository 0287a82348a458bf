"""What others rely on: the words that must appear, and those that must not."""

import math
import re
from dataclasses import replace
from datetime import date, time, timedelta
from operator import attrgetter

import numpy as np
import pytest

from attendance import check_in
from attendance.classes import Assigned, BadValue, ClassDefined
from attendance.enrolment import (
    Enrolled,
    NameDiffers,
    PhotoAdded,
    PhotoKnown,
    PhotoRefused,
    SaidNo,
    UnknownClass,
)
from attendance.likeness import Doubted, Doubts
from attendance.linking import AccountTaken, InviteExpired, InviteUnknown, InviteUsed
from attendance.lookalikes import Paired
from attendance.mail import Button, Message
from attendance.marking import MarkSet, NoSessionToday
from attendance.model import Mark, Role, Sender, Session, Source, Status, Student, Teacher
from attendance.policy import Reason
from attendance.summary import Attendance, SessionSummary, Summary
from bot.commands import BadField, read_arguments
from bot.handlers.table import COMMANDS, help_for, menu
from bot.replies import admin, commands, common, doubts, lookalikes, student, teacher, words
from bot.turn import fitting
from recognition.detection import Detection
from recognition.quality import CHECK_IN, Limits, judge
from tests.unit.attendance.samples import HOUR, MINUTE, NINE, a_class, a_plan

ANN = Student(id=1, roll_no="A1", name="Ann Lee", account_id=100, agreed=True)
TOM = Teacher(id=1, name="Tom", account_id=900, linked_at=NINE)
MATH = a_class()
SESSION = Session(id=1, class_id=1, **vars(a_plan()))
LINK = "https://t.me/rollcall_bot?start=abc"
EVERYBODY = frozenset(Role)


def a_mark(status=Status.PRESENT, source=Source.SELFIE, at=NINE, student_id=1):
    return Mark(session_id=1, student_id=student_id, status=status, source=source, at=at)


def marked(status, at=NINE):
    return check_in.Marked(student=ANN, class_=MATH, session=SESSION, mark=a_mark(status, at=at))


def already(status, source=Source.SELFIE):
    mark = a_mark(status, source)
    return check_in.Already(student=ANN, class_=MATH, session=SESSION, mark=mark)


def refused(reason):
    return check_in.Refused(student=ANN, class_=MATH, reason=reason)


NO_CLASS = check_in.NoClass(student=ANN, upcoming=(MATH, a_plan()))
NEVER = check_in.NoClass(student=ANN, upcoming=None)

# Everything that says to a photo: this did not count.
REFUSALS = [
    *(student.checked_in(refused(reason)) for reason in Reason),
    *(student.checked_in(one) for one in (NO_CLASS, NEVER, check_in.NotLinked())),
    student.checked_in(check_in.NoTemplate(student=ANN)),
    student.checked_in(check_in.NotAgreed(student=replace(ANN, agreed=False))),
    student.checked_in(check_in.NotAgreed(student=replace(ANN, agreed=None))),
    *(
        student.checked_in(already(status, source))
        for status in Status
        for source in (Source.SELFIE, Source.TEACHER)
    ),
    common.too_many_photos(6),
    common.ONLY_NEW_PHOTOS,
    common.ONE_PHOTO,
    common.SEND_A_PHOTO,
    common.NOT_UNDERSTOOD,
    common.apology("A1B2C3"),
]


# --- the answer to a selfie -----------------------------------------------------------------


def test_a_present_selfie_is_answered_present_with_class_and_time():
    text = student.checked_in(marked(Status.PRESENT))

    assert "Present" in text
    assert "Late" not in text
    assert "MATH1" in text
    assert "09:00" in text


@pytest.mark.parametrize(
    ("after", "said"),
    [(11 * MINUTE, "11 minutes"), (timedelta(seconds=90), "1 minute "), (HOUR, "60 minutes")],
)
def test_a_late_selfie_is_answered_late_with_the_minutes(after, said):
    text = student.checked_in(marked(Status.LATE, at=NINE + after))

    assert "Late" in text
    assert "Present" not in text
    assert said in text


def test_times_are_those_of_the_class():
    tokyo = replace(marked(Status.PRESENT), class_=a_class(timezone="Asia/Tokyo"))

    assert "18:00" in student.checked_in(tokyo)


@pytest.mark.parametrize("text", REFUSALS)
def test_no_refusal_says_present_or_late(text):
    assert "Present" not in text
    assert "Late" not in text


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason.NO_FACE, "no face"),
        (Reason.MANY_FACES, "more than one face"),
        (Reason.TOO_DARK, "too dark"),
        (Reason.TOO_BRIGHT, "too bright"),
        (Reason.TOO_BLURRED, "too blurred"),
        (Reason.TOO_SMALL, "face too small"),
        (Reason.TURNED, "turned too far"),
        (Reason.CUT_OFF, "cut off"),
        (Reason.UNCERTAIN, "cannot be seen clearly"),
        (Reason.NO_MATCH, "does not match"),
        (Reason.OTHER_MATCHES, "does not match"),
        (Reason.NOT_A_PICTURE, "picture"),
        (Reason.TOO_LARGE, "too large"),
    ],
)
def test_a_refusal_says_not_recognized_why_and_what_to_do(reason, said):
    text = student.checked_in(refused(reason))
    head, _, rest = text.partition(": ")
    why, _, advice = rest.partition(". ")

    assert head == "Not recognized"
    assert said in why
    assert len(advice) > 20


def test_every_reason_has_its_advice():
    assert all(student.advice(reason) for reason in Reason)


def test_every_problem_that_recognition_names_is_a_reason():
    nothing = Detection(box=(0, 0, 1, 1), landmarks=np.zeros((5, 2)), probability=0.0)
    picture = np.zeros((160, 160, 3), np.uint8)
    unkept = dict.fromkeys(vars(CHECK_IN), math.inf) | dict.fromkeys(
        ("glare", "yaw", "pitch", "roll", "outside"), -1.0
    )

    face = judge(picture, nothing, size=(1, 1))
    problems = Limits(**unkept).failed(face, probability=0.0)

    assert len(problems) == 7
    assert set(problems) < set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_what_is_wrong_is_told_to_somebody_else_without_you(reason):
    if reason not in (Reason.NO_MATCH, Reason.OTHER_MATCHES):  # of selfies alone
        assert not re.search(r"\byou", student.why(reason))


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("source", list(Source))
def test_a_second_selfie_is_already_counted(status, source):
    text = student.checked_in(already(status, source))

    assert "already" in text
    assert status.value in text


def test_outside_sessions_there_is_no_class_and_the_next_one_is_told():
    text = student.checked_in(NO_CLASS)

    assert "No class" in text
    assert "MATH1, Mon 2026-03-02 at 09:00" in text
    assert "08:45" in text
    assert "No class" in student.checked_in(NEVER)


def test_without_an_account_or_a_photo_a_selfie_is_not_recognized():
    for outcome in (check_in.NotLinked(), check_in.NoTemplate(student=ANN)):
        assert "Not recognized" in student.checked_in(outcome)


def test_whoever_has_not_answered_is_asked_and_whoever_said_no_is_reminded():
    asked = student.checked_in(check_in.NotAgreed(student=replace(ANN, agreed=None)))
    reminded = student.checked_in(check_in.NotAgreed(student=replace(ANN, agreed=False)))

    assert common.CONSENT.text in asked
    assert reminded == common.declined_reminder()


def test_a_record_shows_marks_and_what_comes_next():
    late = a_mark(Status.LATE, at=NINE + 12 * MINUTE)
    by_hand = a_mark(Status.EXCUSED, Source.TEACHER)

    marks = [(MATH, SESSION, late), (MATH, SESSION, by_hand)]
    text = student.record(marks, [(MATH, a_plan())], (MATH, a_plan()))

    assert text.splitlines() == [
        "MATH1, Mon 2026-03-02 at 09:00: Late (09:12)",
        "MATH1, Mon 2026-03-02 at 09:00: Excused",
        "MATH1 is open for check-in now, until 10:00.",
        "Next: MATH1, Mon 2026-03-02 at 09:00; check-in opens at 08:45.",
    ]
    assert "No mark for today yet." in student.record([], [], None)


# --- summaries ------------------------------------------------------------------------------


def people(counts, *, yet=0):
    """Attendances with so many of each status, and so many without a mark."""
    statuses = [status for status, number in counts.items() for _ in range(number)]
    return tuple(
        Attendance(
            student=Student(id=number, roll_no=f"R{number}", name=f"Somebody No{number}"),
            mark=a_mark(status, at=NINE + 15 * MINUTE, student_id=number) if status else None,
        )
        for number, status in enumerate([*statuses, *[None] * yet])
    )


def a_summary(attendances, *, settled=True, refused=0):
    session = replace(SESSION, settled_at=NINE + HOUR) if settled else SESSION
    one = SessionSummary(session=session, people=attendances, refused=refused)
    return Summary(class_=MATH, date=date(2026, 3, 2), sessions=(one,))


def test_a_summary_holds_class_date_counts_and_the_absent_by_name():
    summary = a_summary(people({Status.PRESENT: 57, Status.LATE: 3, Status.ABSENT: 2}), refused=1)

    lines = teacher.summary(summary).splitlines()

    assert lines[:5] == [
        "MATH1 Mathematics 1",
        "Mon 2026-03-02",
        "",
        "09:00-10:00",
        "57 present · 3 late · 2 absent · 0 excused",
    ]
    assert lines[5] == "Absent: Somebody No60, Somebody No61"
    assert "Late: Somebody No57 (15 min), Somebody No58 (15 min), Somebody No59 (15 min)" in lines
    assert lines[-1] == "1 selfie refused"


def test_nobody_absent_is_told_by_the_counts_alone():
    text = teacher.summary(a_summary(people({Status.PRESENT: 57, Status.LATE: 3})))

    assert "57 present · 3 late · 0 absent · 0 excused" in text.splitlines()
    assert "Absent" not in text


def test_a_summary_of_an_open_session_says_so_far():
    text = teacher.summary(a_summary(people({Status.PRESENT: 1}, yet=2), settled=False))

    assert "so far" in text
    assert "1 present · 0 late · 0 absent · 0 excused" in text
    assert "Not here yet: Somebody No1, Somebody No2" in text
    assert "so far" not in teacher.summary(a_summary(people({Status.PRESENT: 1})))


def test_a_summary_that_is_overdue_says_so():
    summary = a_summary(people({Status.PRESENT: 1}))

    assert "offline" in teacher.summary(summary, overdue=True)
    assert "offline" not in teacher.summary(summary)


def test_a_late_mark_by_hand_claims_no_minutes():
    by_hand = a_mark(Status.LATE, Source.TEACHER, at=NINE + 40 * MINUTE)

    text = teacher.summary(a_summary((Attendance(student=ANN, mark=by_hand),)))

    assert "Late: Ann Lee" in text.splitlines()


def test_a_day_without_sessions_is_said_to_have_none():
    nothing = Summary(class_=MATH, date=date(2026, 3, 7), sessions=())

    assert "No session" in teacher.summary(nothing)


@pytest.mark.parametrize("picture", [None, b"png"])
def test_500_absent_fit_into_messages_each_with_whole_names(picture):
    summary = a_summary(people({Status.ABSENT: 500}))

    parts = fitting(Message(chat_id=1, text=teacher.summary(summary), picture=picture))

    texts = [part.text for part in parts if not part.picture]
    assert all(words.length(text) <= words.LONGEST_MESSAGE for text in texts)
    assert "0 present · 0 late · 500 absent · 0 excused" in texts[0].splitlines()
    for one in summary.sessions[0].people:
        pattern = re.compile(rf"{one.student.name}\b")
        assert sum(bool(pattern.search(text)) for text in texts) == 1


def test_a_correction_is_told_with_what_was_there_before():
    outcome = MarkSet(
        student=ANN,
        class_=MATH,
        session=SESSION,
        mark=a_mark(Status.EXCUSED, Source.TEACHER),
        before=Status.ABSENT,
        change=None,
    )

    text = teacher.marked(outcome)

    assert "Ann Lee is excused in MATH1" in text
    assert "before: absent" in text
    assert "before" not in teacher.marked(replace(outcome, before=None))
    assert "no session" in teacher.marked(NoSessionToday(class_=MATH))


# --- admins ---------------------------------------------------------------------------------


def test_a_class_is_told_with_all_its_rules():
    text = admin.class_defined(ClassDefined(class_=MATH, before=None))

    for part in ("MATH1", "Mon Tue Wed Thu Fri 09:00-10:00", "UTC", "15 min", "10 min", "16:00"):
        assert part in text
    assert "Before" not in text


def test_a_class_that_is_changed_is_told_with_what_it_was():
    before = replace(MATH, name="Algebra")

    assert "Before: Algebra" in admin.class_defined(ClassDefined(class_=MATH, before=before))


@pytest.mark.parametrize("key", ["summary", "timezone", "late", "opens", "colour"])
def test_a_bad_value_names_its_rule(key):
    assert key in admin.bad_value(BadValue(key=key), MATH)


def test_the_link_is_given_to_whoever_has_no_account_yet():
    outcome = Assigned(teacher=TOM, class_=MATH, new=True)

    assert LINK in admin.assigned(outcome, LINK)
    assert "https" not in admin.assigned(outcome, None)


@pytest.mark.parametrize("replaces", [True, False])
def test_a_new_link_says_whether_the_one_before_still_works(replaces):
    text = admin.invite(ANN, LINK, replaces=replaces)

    assert LINK in text
    assert ("no longer works" in text) == replaces


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (PhotoAdded(student=ANN, photos=1, template_id=7), "Photo 1"),
        (PhotoAdded(student=ANN, photos=3, template_id=7), "Photo 3"),
        (PhotoKnown(student=ANN, photos=2), "already (2 photos"),
        (PhotoRefused(student=ANN, reason=Reason.TOO_DARK), "too dark"),
        (SaidNo(student=ANN), "said no"),
    ],
)
def test_what_became_of_a_photo_is_told_with_the_name(outcome, said):
    text = admin.photo(outcome)

    assert said in text
    assert "Ann Lee" in text


BOB = Student(id=2, roll_no="B2", name="Bob Stone")
UNLIKE, LIKE_BOB = Doubts(unlike_own=True), Doubts(like=BOB)


def doubtful(why):
    return PhotoAdded(student=ANN, photos=2, template_id=7, doubts=why)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (UNLIKE, ["does not look like Ann Lee's other photos"]),
        (LIKE_BOB, ["looks like Bob Stone (B2)", "/lookalikes A1 B2"]),
        (Doubts(unlike_own=True, like=BOB), ["other photos", "looks like Bob Stone (B2)"]),
    ],
)
def test_a_doubtful_photo_is_told_with_both_names_and_what_to_do(why, said):
    added = admin.photo(doubtful(why))
    agreed = doubts.agreed(ANN, Doubted(template_id=7, number=2, doubts=why))

    assert "Photo 2 of Ann Lee added, but please check it" in added
    assert "Ann Lee (A1) has agreed" in agreed
    assert "photo 2" in agreed
    for part in said:
        assert part in added
        assert part in agreed


@pytest.mark.parametrize(
    ("why", "said"), [(UNLIKE, "student's other photos"), (LIKE_BOB, "Bob Stone (B2)")]
)
def test_a_photo_that_an_import_leaves_out_is_told_with_how_to_add_it(why, said):
    text = doubts.left_out(doubtful(why))

    assert said in text
    assert "/photo" in text


def test_only_a_doubtful_photo_can_be_removed_or_kept_by_button():
    (row,) = doubts.buttons(doubtful(UNLIKE))

    assert [button.data for button in row] == ["withdraw-photo:1:7", "keep-photo:1:7"]
    assert doubts.buttons(doubtful(Doubts())) == ()
    assert doubts.buttons(PhotoKnown(student=ANN, photos=2)) == ()


def test_every_way_not_to_be_enrolled_has_its_words():
    unknown = admin.enrolment_refused(UnknownClass(code="ART"), [MATH])
    taken = admin.enrolment_refused(NameDiffers(student=ANN), [MATH])

    assert "no class ART" in unknown
    assert "MATH1" in unknown
    assert "A1 is Ann Lee already" in taken
    assert "/class" in admin.enrolment_refused(UnknownClass(code="ART"), [])


@pytest.mark.parametrize(("joined", "said"), [(True, "is enrolled in"), (False, "already")])
def test_an_enrolment_is_told(joined, said):
    assert said in admin.enrolled(Enrolled(student=ANN, class_=MATH, new=True, joined=joined))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"account_id": None, "agreed": None}, "not linked"),
        ({"agreed": None}, "has not answered"),
        ({"agreed": True}, "agreed"),
        ({"agreed": False}, "said no"),
    ],
)
def test_where_a_student_stands_is_listed(changes, said):
    text = admin.students([(replace(ANN, **changes), 1)], MATH)

    assert text.splitlines() == ["1 student in MATH1:", text.splitlines()[1]]
    assert text.splitlines()[1].startswith("A1  Ann Lee: ")
    assert said in text
    assert text.endswith("1 photo")


# --- everybody ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "outcome",
    [InviteUnknown(), InviteUsed(), InviteExpired(), AccountTaken(person=ANN)],
)
def test_an_invite_that_does_not_work_says_whom_to_ask(outcome):
    text = common.invite_refused(outcome)

    assert "admin" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("role", "who"),
    [
        (Role.ADMIN, "admins"),
        (Role.TEACHER, "teachers and admins"),
        (Role.STUDENT, "students"),
    ],
)
def test_who_may_do_it_is_told_in_one_line(role, who):
    assert common.only(role, "enrol people") == f"Only {who} can enrol people."


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        (Sender(account_id=7), "7"),
        (Sender(account_id=7, student=ANN), "Ann Lee"),
        (Sender(account_id=7, teacher=TOM), "Tom"),
        (Sender(account_id=7, is_admin=True), "admin"),
    ],
)
def test_everybody_is_greeted_as_who_they_are(sender, said):
    assert said in common.hello(sender)


def test_an_apology_holds_the_reference():
    assert "A1B2C3" in common.apology("A1B2C3")


@pytest.mark.parametrize(("agreed", "photos"), [(True, 1), (True, 0), (False, 0)])
def test_an_answer_about_the_face_is_told_what_it_means(agreed, photos):
    text = common.consent_answered(agreed=agreed, photos=photos)

    assert ("admin" in text) == (agreed and not photos)
    assert ("erased" in text) == (not agreed)


@pytest.mark.parametrize(
    "buttons",
    [
        common.CONSENT_BUTTONS,
        common.CHANGE_BUTTON,
        admin.DONE_BUTTON,
        admin.removal_buttons(replace(ANN, id=2**53)),
    ],
)
def test_what_a_button_carries_fits(buttons):
    for button in (button for row in buttons for button in row):
        assert isinstance(button, Button)
        assert 1 <= len(button.data.encode()) <= 64


# --- commands and menus ---------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS.values(), ids=attrgetter("name"))
def test_a_command_can_stand_in_telegrams_menu(command):
    assert re.fullmatch("[a-z0-9_]{1,32}", command.name)
    assert 3 <= len(command.summary) <= 256


@pytest.mark.parametrize("command", COMMANDS.values(), ids=attrgetter("name"))
def test_a_command_that_is_not_everybodys_says_what_it_is_for(command):
    assert (command.role is None) or command.purpose


@pytest.mark.parametrize(
    "command",
    [one for one in COMMANDS.values() if one.fields and one.example],
    ids=attrgetter("name"),
)
def test_the_example_of_a_command_is_read_in_full(command):
    head, _, rest = command.example.partition(" ")
    answers = read_arguments(command, rest)

    assert head == f"/{command.name}"
    assert not isinstance(answers, BadField)
    assert command.missing(answers) is None


def test_every_question_is_asked_in_words():
    for command in COMMANDS.values():
        asked = [one for one in command.fields if not one.optional or one.needed_with]
        assert all(field.question for field in asked)


def test_help_lists_what_a_role_may_use_and_nothing_else():
    for roles in (frozenset(), *(frozenset({role}) for role in Role), EVERYBODY):
        text = help_for(roles)
        listed = set(re.findall(r"^/(\w+)", text, re.MULTILINE))

        assert listed == {one.name for one in COMMANDS.values() if one.allows(roles)}
        assert listed == {name for name, _ in menu(roles)}


def test_an_unknown_command_is_answered_with_help():
    assert help_for(EVERYBODY, unknown="dance").startswith("I don't know /dance.")


def test_a_misread_command_is_one_line_with_its_usage_and_an_example():
    command = COMMANDS["class"]
    field = command.fields[1]

    text = commands.misread(command.usage, command.example, field.label, field.expected)

    assert "\n" not in text
    assert command.usage in text
    assert command.example in text
    assert "DAYS" in text


# --- limits ---------------------------------------------------------------------------------

LONG = "👩🏽\u200d🎓" * 24  # as long as a name may be


@pytest.mark.parametrize(
    "text",
    [
        *REFUSALS,
        common.consent_question(replace(ANN, name=LONG)),
        common.linked(replace(ANN, name=LONG)),
        admin.photo(PhotoRefused(student=replace(ANN, name=LONG), reason=Reason.OTHER_MATCHES)),
        admin.confirm_removal(replace(ANN, name=LONG)),
        admin.removed(replace(ANN, name=LONG)),
        lookalikes.answer(
            Paired(one=replace(ANN, name=LONG), other=replace(ANN, name=LONG), new=True)
        ),
        admin.class_defined(
            ClassDefined(
                class_=replace(MATH, name=LONG, summary_at=time(0)), before=replace(MATH, name=LONG)
            )
        ),
        help_for(EVERYBODY),
    ],
)
def test_what_is_one_message_fits_into_one(text):
    assert 0 < words.length(text) <= words.LONGEST_MESSAGE
    assert text == text.strip()
