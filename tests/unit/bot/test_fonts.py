from pathlib import Path

from bot import fonts
from bot.drawing import BoxedFace
from bot.group_pictures import draw_faces
from tests.unit.bot.test_scan import a_picture

LATIN, KANJI = fonts.Font(path=Path("latin")), fonts.Font(path=Path("kanji"))


def test_a_text_is_written_in_pieces_of_the_fonts_that_have_its_letters():
    choice = fonts.Choice(
        fonts=(LATIN, KANJI),
        letters=(frozenset("ABC"), frozenset("王明")),
        missing=frozenset(),
    )

    assert choice.runs("AB 王明 C") == [(LATIN, "AB "), (KANJI, "王明 "), (LATIN, "C")]


def test_a_name_on_a_photo_takes_a_font_of_the_system_where_dejavu_lacks_a_letter(monkeypatch):
    stix = fonts.dejavu().with_name("STIXGeneral.ttf")
    face = BoxedFace(box=(50, 20, 150, 100), label="\u1d81", known=True, instead="42")
    monkeypatch.setattr(fonts, "_of_system", list)
    without = draw_faces(a_picture(400, 200), [face])

    monkeypatch.setattr(fonts, "_of_system", lambda: [str(stix)])

    assert draw_faces(a_picture(400, 200), [face]) != without
