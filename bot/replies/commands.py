"""What commands are called in menus, what they ask for, and what they say when misread."""

import re

START = "Begin, or change your answer about your face"
HELP = "What I can do for you"
CANCEL = "Stop what we are in the middle of"
VIDEO = "The turns to show in a round video, to check in"
STATUS = "Your marks today and your next class"
EXCUSE = "Ask to be excused, and say why; a date may come first"
TODAY = "How your classes stand today"
REPORT = "A class over a month, or its whole term: pictures, an Excel file and a CSV file"
HISTORY = "Your own month as a picture, and your percentage"
EXPORT = "Everything in one ZIP: Excel, CSV, and files for Moodle; of one class or month, or all"
SUMMARY = "The summary of a class, with a picture"
ROLL = "Mark a whole class by tapping names"
SCAN = "Mark everybody in a photo of the class, with this as its caption"
NOTIFY = "When your summaries of a class come: a time, off, or on for the class's own time"
MARK = "Set a student's mark by hand"
CLASS = "Set up a class, or change when it meets"
SET = (
    "Change a rule of a class: require, alternative, place, radius; and, by admins, summary, "
    "timezone, late, opens, meets, starts, ends, warn_below, warn_absences, guardians, consent_by"
)
OPEN = "Open a session now, or hold one open"
CODE = "Show the code of the room: students scan or type it to prove that they are in it"
CLOSE = "Close the session under way"
CALENDAR = "When a class meets in the next two weeks; under an iCalendar file, import it"
SKIP = "Call a meeting off; with off at the end, let it be as usual"
MOVE = "Move a meeting to another time"
HOLIDAY = "Set a holiday, of one class or all; with off at the end, take it back"
ARCHIVE = "Put a class whose term is over out of the way; with off at the end, bring it back"
TEACHER = "Give a class a teacher; with off at the end, take it from them"
ENROLL = "Enrol a student, with photos"
PHOTO = "Add photos of a student"
INVITE = "Make a new invite link for a student; with off at the end, revoke it"
IMPORT = "Enrol many people from a CSV file, with a ZIP of their photos"
INVITES = (
    "Print invites for a class, and see who is linked; with again, renew expired ones. "
    "Without a class: the links that still work, to revoke"
)
GUARDIAN = "Make an invite link for a student's guardian; with off at the end, unlink them all"
KIOSK = "Make a link for a tablet that marks whoever it sees, list them; off unlinks them all"
LANGUAGE = "The language of notices of absence"
PRIVACY = "What I keep of you, and what you may choose"
MYDATA = "Everything I hold about you, as a file"
FORGET = "Erase what I keep of your face, and unlink this account"
STUDENTS = "List students"
STUDENT = "Show one student"
LOOKALIKES = "Pair two students who look alike, part them with off, or list the pairs"
REMOVE = "Remove a student and erase their face data, or take them out of one class"
AUDIT = "Who did what, and who was refused: by class, student, kind, dates or person"
STATS = "What waits, what I could not handle, and who cannot be reached"

MAY_AUDIT = "look into the audit log"
MAY_SEE_STATS = "see how I am doing"
MAY_ENROL = "enrol people"
MAY_LINK = "decide whose an account is"
MAY_SET_UP = "set up classes"
MAY_SET_RULES = "set rules of classes"
MAY_CHOOSE_LANGUAGE = "choose the language of notices"
MAY_BE_FORGOTTEN = "have themselves forgotten like this"
MAY_GET_NOTICES = "get notices of absence"
MAY_DECIDE = "answer this question about a child"
MAY_AGREE = "answer this question"
MAY_CHECK_IN = "check in"
MAY_DISPUTE = "ask for a second look at a selfie"
MAY_SEE_STUDENTS = "look students up"
MAY_PAIR = "pair lookalikes"
MAY_TELL_APART = "decide whether two students are one person"
MAY_REMOVE = "remove people"
MAY_SEE_SUMMARIES = "see how a class stands"
MAY_LOOK_BACK = "look back on a month of their own"
MAY_EXPORT = "export records"
MAY_BE_EXCUSED = "ask to be excused"
MAY_BE_NOTIFIED = "choose when summaries come"
MAY_MARK = "set marks by hand"
MAY_SHOW_CODES = "show the code of a room"
MAY_SAY_NOT_ME = "say so there"
MAY_HOLD = "open and close sessions"
MAY_CHANGE_MEETINGS = "call off and move meetings"
MAY_IMPORT = "import calendars"
MAY_SET_HOLIDAYS = "set holidays"

ASK_ROLL = "What is the student's roll number?"
ASK_OTHER_ROLL = "What is the roll number of the student who looks like them?"
ASK_NEW_CLASS = "What is the class's code? One word, like MATH1."
ASK_CLASS = "Which class? Send its code."
ASK_DAYS = "On which days does it meet? Like Mon-Fri, or Mon,Wed."
ASK_HOURS = "From when to when? Like 09:00-10:30, or 09:00-10:00,14:00-15:00 for twice a day."
ASK_DATES = "On which date? Like 2026-12-24, or from the first to the last: 2026-12-24..2027-01-06."
ASK_DATE = "The meeting of which date? Like 2026-12-24."
ASK_NEW_DATE = "To which date does it move? Like 2026-12-23."
ASK_NEW_HOURS = "From when to when, then? Like 14:00-15:00."
ASK_CLASS_NAME = "What is the class called?"
ASK_STUDENT_NAME = "What is the student's name?"
ASK_TEACHER_NAME = "What is the teacher's name?"
ASK_KEY = (
    "Which rule? What check-in takes: require, alternative, place or radius. For admins also: "
    "summary, timezone, late, opens, meets, starts, ends, warn_below, warn_absences, guardians or "
    "consent_by."
)
ASK_VALUE = (
    "What should it be? Like 16:30 for summary, Europe/Paris for timezone, 10 for late, "
    "Mon,Wed 09:00-10:00; Fri 14:00-15:00 for meets, 2026-09-01 for starts, "
    "75 for warn_below (per cent), 3 for warn_absences (in a row), on for guardians, "
    "student or guardian for consent_by, selfie+location for require, roll for "
    "alternative, 100 for radius (metres)."
)
ASK_STATUS = "Which status? present, late, absent or excused."

ASK_WHEN = "When? A time like 16:30, off for never, or on for the class's own time."
ASK_REASON = "Why? Begin with a date, like 2026-11-27, unless it is for today or your next class."

# What attendance.names refuses, said once for all.
_PLAIN = ", in any script, without control characters or heaps of accents"
EXPECT_WHEN = "a time like 16:30, on or off"
EXPECT_REASON = f"a reason of at most 300 characters{_PLAIN}"
EXPECT_CODE = "one word of at most 32 characters, all of which can be seen"
EXPECT_DAYS = "days like Mon-Fri or Mon,Wed"
EXPECT_HOURS = "times like 09:00-10:30 or 09:00-10:00,14:00-15:00, which do not overlap"
EXPECT_ONE_TIME = "a time like 14:00-15:00"
EXPECT_TIME = "when the meeting starts, like 09:00"
EXPECT_DATE = "a date like 2026-12-24"
EXPECT_MONTH = "a month like 2026-03"
EXPECT_DATES = "a date like 2026-12-24, or a range like 2026-12-24..2027-01-06"
EXPECT_MINUTES = "minutes, from 1 to 1440"
EXPECT_NAME = f"a name of at most 120 characters{_PLAIN}"
EXPECT_AGAIN = "the word again"
EXPECT_OFF = "the word off"
EXPECT_STATUS = "present, late, absent or excused"
EXPECT_VALUE = f"a value of at most 300 characters{_PLAIN}"

_NAME = re.compile("[a-z0-9_]{1,32}")  # Telegram's rule for commands
HOW_TO_CHECK_IN = "To check in, send me a selfie when class begins."


def misread(usage: str, example: str, label: str, expected: str) -> str:
    """A command whose words were not what it takes: its usage in one line."""
    return f"{label} should be {expected}. Usage: {usage}, for example: {example}"


def incomplete(usage: str, example: str) -> str:
    """A caption that lacks something: its usage in one line."""
    return f"Something is missing. Usage: {usage}, for example: {example}"


def not_expected(question: str, expected: str) -> str:
    """An answer to a question that cannot be right."""
    return f"That should be {expected}. {question} (/cancel stops.)"


def help_text(lines: list[tuple[str, str]], *, how: str = "", unknown: str = "") -> str:
    """What somebody can do here; ``how`` they check in, if they do."""
    head = [f"{_unknown(unknown)} Here is what I can do:"] if unknown else []
    head += [how] if how else []
    return "\n".join([*head, *(f"{usage}: {summary}" for usage, summary in lines)])


def _unknown(name: str) -> str:
    """A command that nobody has; what cannot be one is not repeated."""
    return f"I don't know /{name}." if _NAME.fullmatch(name) else "I don't know that."
