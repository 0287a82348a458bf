from dataclasses import replace

import pytest

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
from attendance.model import Student
from attendance.policy import Reason
from bot.replies import admin, doubts
from tests.unit.bot.replies.samples import ANN, MATH, TOM

LINK = "https://t.me/rollcall_bot?start=abc"


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
        (LIKE_BOB, ["looks like Bob Stone (B2)", "tap Twins", "Same person shows both"]),
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
