from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.consent import ConsentText
from attendance.model import Guardian, Kiosk, Role, Sender, Status, Student, Teacher, code, in_order

ANN = Student(id=1, roll_no="A1", name="Ann")
TOM = Teacher(id=1, name="Tom")
ZOE = Guardian(id=1, account_id=1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("math1", "MATH1"),
        ("  Math1\n", "MATH1"),
        ("ｍａｔｈ１", "MATH1"),  # full-width, as an East Asian keyboard types it
        ("straße", "STRASSE"),
        ("ﬁn", "FIN"),
        ("٤٢", "٤٢"),
    ],
)
def test_a_code_is_kept_in_one_form(typed, kept):
    assert code(typed) == kept


@given(st.text())
def test_a_code_that_was_read_reads_the_same_again(typed):
    assert code(code(typed)) == code(typed)


def test_a_code_with_letters_that_upper_case_takes_apart_reads_the_same_again():
    typed = "ΐ"  # its upper case is three characters

    assert code(code(typed)) == code(typed)


@given(st.text(st.characters(max_codepoint=127)))
def test_a_code_is_the_same_in_upper_and_lower_case(typed):
    assert code(typed.upper()) == code(typed.lower())


@pytest.mark.parametrize(
    ("sender", "roles"),
    [
        (Sender(account_id=1), set()),
        (Sender(account_id=1, student=ANN), {Role.STUDENT}),
        (Sender(account_id=1, teacher=TOM), {Role.TEACHER}),
        (Sender(account_id=1, is_admin=True), {Role.ADMIN}),
        (
            Sender(account_id=1, is_admin=True, student=ANN, teacher=TOM, guardian=ZOE),
            set(Role) - {Role.KIOSK},
        ),
    ],
)
def test_an_account_has_every_role_it_is_linked_to(sender, roles):
    assert sender.roles == roles


def test_a_kiosk_is_nothing_else_whatever_its_account_has_become():
    kiosk = Kiosk(account_id=1, class_id=1, linked_at=datetime(2026, 3, 2, tzinfo=UTC))
    assert Sender(account_id=1, is_admin=True, student=ANN, kiosk=kiosk).roles == {Role.KIOSK}


def test_those_who_were_there_are_the_present_and_the_late():
    assert [status for status in Status if status.attended] == [Status.PRESENT, Status.LATE]


def test_a_consent_is_known_by_its_words():
    text = ConsentText(version="1", text="May I?")

    assert text.sha256 == ConsentText(version="2", text="May I?").sha256
    assert text.sha256 != ConsentText(version="1", text="May I not?").sha256
    assert len(text.sha256) == 64


def test_roll_numbers_are_in_the_order_of_their_numbers():
    assert sorted(["10", "B2", "2", "B10", "A"], key=in_order) == ["2", "10", "A", "B2", "B10"]
