"""The sheet is read back as a printer would: its pages, and the codes as a camera sees them."""

import re
from dataclasses import replace

import cv2
import numpy as np
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from bot import fonts, invite_sheet
from bot.drawing import Paper, Slip
from bot.replies import naming

LINK = "https://t.me/rollcall_bot?start=abcdefghijklmnopqrstu{}"
HOW = "Scan this with your phone."


def slips(*names):
    return [
        Slip(name=name, roll_no=f"A{number}", link=LINK.format(number % 10))
        for number, name in enumerate(names)
    ]


def pages(pdf):
    """The size of each page in points."""
    found = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)
    return [(float(width), float(height)) for width, height in found]


def test_twelve_slips_are_on_a_page_of_either_paper():
    printed = invite_sheet.draw_sheet("MATH1", HOW, slips(*["Ann"] * 13))

    assert set(printed.files) == set(Paper)
    assert pages(printed.files[Paper.A4])[0] == pytest.approx((595.28, 841.89), abs=0.1)
    assert pages(printed.files[Paper.LETTER])[0] == pytest.approx((612, 792), abs=0.1)
    for pdf in printed.files.values():
        assert pdf.startswith(b"%PDF-")
        assert pdf.count(b"/Type /Page\n") == 2


def test_every_code_leads_to_its_own_link():
    for slip in slips("Ann", "Bob"):
        encoded = np.frombuffer(invite_sheet._qr(slip.link), np.uint8)
        seen = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)

        assert cv2.QRCodeDetector().detectAndDecode(seen)[0] == slip.link


def test_names_in_many_scripts_print_with_the_font_at_hand():
    names = ("Zoë Łuk", "Παπαδόπουλος", "Владимир", "محمد بن سلمان", "דוד", "Նարեկ", "ნინო")

    assert invite_sheet.draw_sheet("MATH1", HOW, slips(*names)).unprinted == ()


@pytest.mark.parametrize("letter", ["W", "\ufdfd", "ก็", "W "])
def test_what_is_too_long_for_a_slip_is_cut_so_that_its_link_stays_on_it(letter):
    pdf = FPDF(unit="mm", format="A4")
    pdf.add_page()
    invite_sheet._use(pdf, [fonts.Font(path=fonts.dejavu())])
    (slip,) = slips((letter * 120)[:120])

    long = replace(slip, roll_no="W" * 32)
    invite_sheet._slip(pdf, long, invite_sheet._qr(slip.link), HOW, box=(10, 17, 95, 45))

    bottom = pdf.get_y()
    pdf.output()  # which closes the font
    assert bottom <= 17 + 45


@given(st.text(min_size=1), st.integers(min_value=2, max_value=30))
def test_what_is_cut_is_cut_no_further_than_needed(text, most):
    cut = invite_sheet._fitting(text, lambda part: len(part) <= most)

    assert cut == naming.short(text, most)


def test_a_name_that_no_font_has_prints_as_boxes_and_is_told(monkeypatch):
    monkeypatch.setattr(fonts, "_of_system", list)

    printed = invite_sheet.draw_sheet("MATH1", HOW, slips("Ann", "王小明"))

    assert printed.unprinted == ("王小明",)
    assert len(printed.files) == 2


@pytest.mark.parametrize("name", ["X" * 120, "Bartholomew " * 10, "\u202fA\u0301", "😀" * 60])
def test_no_name_upsets_the_sheet(name):
    invite_sheet.draw_sheet("MATH1", HOW, slips(name))


# --- fonts ----------------------------------------------------------------------------------


def test_letters_that_the_first_font_has_need_no_other():
    choice = fonts.choose("Zoë Παπ", files=["/not/looked/at.ttf"])

    assert choice.fonts == (fonts.Font(path=fonts.dejavu()),)
    assert choice.missing == frozenset()


def test_a_font_that_has_a_missing_letter_is_added_and_one_that_cannot_be_read_passed_over(
    tmp_path, monkeypatch
):
    bold = fonts.dejavu().with_name("DejaVuSans-Bold.ttf")
    broken = tmp_path / "a.ttf"
    broken.write_bytes(b"no font")
    letters = fonts._letters

    def but_for_a(font, wanted):
        return letters(font, wanted) - ({"a"} if font.path == fonts.dejavu() else set())

    monkeypatch.setattr(fonts, "_letters", but_for_a)
    files = [str(broken), str(tmp_path / "b.ttc"), str(bold)]
    choice = fonts.choose("banana 王", files=files)

    assert [font.path for font in choice.fonts] == [fonts.dejavu(), bold]
    assert choice.missing == {"王"}
