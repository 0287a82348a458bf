"""Who stands before a tablet, and what became of it."""

from datetime import timedelta

from tests.unit.fakes.recognition import FakeReading, a_face

TABLET, OTHER_TABLET = 5000, 5001
ONLY_PHOTOS = "This is the kiosk of MATH1: it only takes photos."
SECOND = timedelta(seconds=1)


def shown(chats, picture, *faces):
    """A photo of these from left to right: names, or faces."""
    faces = [
        one if not isinstance(one, str) else a_face(one.encode(), left=1000 * at)
        for at, one in enumerate(faces)
    ]
    largest_first = sorted(faces, key=lambda face: face.box[0] - face.box[2])
    chats.reader.pictures[picture.encode()] = FakeReading(faces=tuple(largest_first))


def marks(chats):
    return [(name, status.value) for name, _, status in chats.school.marks]


def alike(chats, one, other, score):
    chats.gallery.alike[one.encode(), other.encode()] = score
