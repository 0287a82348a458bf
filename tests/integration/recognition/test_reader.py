"""What the reader sees in real photographs, whole, turned, re-encoded and spoilt."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from PIL import Image

from recognition import samples

OBAMAS = ("obama", "obama2", "obama3")
PORTRAITS = (*OBAMAS, "biden", "collins")
ROTATED_270 = 6  # EXIF: the camera was turned a quarter to the left


def picture(name):
    return Image.open(io.BytesIO(samples.photo(name))).convert("RGB")


def encoded(image, format_="JPEG", **options):
    output = io.BytesIO()
    image.save(output, format_, **options)
    return output.getvalue()


def only_face(reading):
    (face,) = reading.faces
    return face


def score(one, other):
    return float(one.embedding @ other.embedding)


@pytest.mark.parametrize("name", PORTRAITS)
def test_a_portrait_has_one_good_face(read, name):
    face = only_face(read(name))

    assert face.probability > 0.99
    assert face.landmarks.shape == (5, 2)
    assert face.quality.problems == ()
    assert face.quality.enrolment_problems == ()


@pytest.mark.parametrize("name", PORTRAITS)
def test_a_portrait_looks_at_the_camera(read, name):
    seen = only_face(read(name)).quality

    assert max(abs(seen.yaw), abs(seen.roll)) < 20
    assert abs(seen.pitch) < 25


def test_a_mirror_image_looks_to_the_other_side(reader, read):
    seen = only_face(read("obama2")).quality
    mirror = picture("obama2").transpose(Image.Transpose.FLIP_LEFT_RIGHT)

    mirrored = only_face(reader.read(encoded(mirror, "PNG"))).quality

    assert abs(seen.yaw) > 8
    assert mirrored.yaw == pytest.approx(-seen.yaw, abs=6)
    assert mirrored.pitch == pytest.approx(seen.pitch, abs=6)
    assert mirrored.roll == pytest.approx(-seen.roll, abs=6)


@pytest.mark.parametrize("degrees", [25, -25])
def test_a_face_leans_by_as_much_as_its_photo_is_turned(reader, read, degrees):
    upright = only_face(read("obama")).quality
    turned = picture("obama").rotate(-degrees, Image.Resampling.BICUBIC)  # clockwise

    seen = only_face(reader.read(encoded(turned))).quality

    assert seen.roll - upright.roll == pytest.approx(degrees, abs=4)
    assert seen.yaw == pytest.approx(upright.yaw, abs=8)


def test_an_embedding_is_512_numbers_of_unit_length(read):
    embedding = only_face(read("obama")).embedding

    assert embedding.dtype == np.float32
    assert embedding.shape == (512,)
    assert np.linalg.norm(embedding) == pytest.approx(1, abs=1e-6)


def test_the_landmarks_lie_inside_the_box_as_in_a_face(read):
    face = only_face(read("obama"))
    (left_eye, right_eye, nose, *mouth) = face.landmarks
    x0, y0, x1, y1 = face.box

    assert x0 < left_eye[0] < nose[0] < right_eye[0] < x1
    assert y0 < left_eye[1] < nose[1] < mouth[0][1] < y1


@pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 2), (1, 2)])
def test_photos_of_one_person_match(reader, read, one, other):
    faces = [only_face(read(OBAMAS[index])) for index in (one, other)]

    assert score(*faces) > reader.accept_score


@pytest.mark.parametrize("name", OBAMAS)
@pytest.mark.parametrize("stranger", ["biden", "collins"])
def test_photos_of_two_people_do_not_match(reader, read, name, stranger):
    assert score(only_face(read(name)), only_face(read(stranger))) < reader.accept_score


@pytest.mark.parametrize("make", [samples.variant, samples.mirrored])
@pytest.mark.parametrize("name", PORTRAITS)
def test_a_photo_made_at_run_time_is_another_one_of_the_same_person(reader, read, name, make):
    photo = make(samples.photo(name))
    face = only_face(reader.read(photo))

    assert photo != samples.photo(name)
    assert photo == make(samples.photo(name))
    assert face.quality.problems == ()
    assert score(face, only_face(read(name))) > reader.accept_score


def test_of_six_people_the_largest_face_is_first(read):
    faces = read("group").faces
    areas = [(x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in (face.box for face in faces)]

    assert len(faces) == 6
    assert areas == sorted(areas, reverse=True)


def test_as_many_faces_are_embedded_as_are_asked_for_the_largest_ones(reader, read):
    every = read("group").faces

    two = reader.read(samples.photo("group"), most=2).faces

    assert [face.box for face in two] == [face.box for face in every[:2]]
    assert score(two[1], every[1]) > 0.999


def test_a_photo_without_people_is_an_empty_reading(reader):
    reading = reader.read(encoded(Image.new("RGB", (640, 480), (90, 140, 90))))

    assert reading.faces == ()
    assert reading.problems == ()
    assert (reading.width, reading.height) == (640, 480)


def test_noise_is_an_empty_reading(reader):
    noise = np.random.default_rng(3).integers(0, 255, (480, 640, 3), np.uint8)

    assert reader.read(encoded(Image.fromarray(noise))).faces == ()


@pytest.mark.parametrize("size", [(1, 1), (30, 2_000), (10, 10), (3_000, 2)])
def test_a_photo_too_narrow_for_a_face_is_an_empty_reading(reader, size):
    assert reader.read(encoded(Image.new("RGB", size), "PNG")).faces == ()


def test_a_black_photo_says_that_it_is_too_dark(reader):
    assert reader.read(encoded(Image.new("RGB", (640, 480)))).problems == ("too dark",)


def test_a_turned_photo_is_read_upright(reader, read):
    exif = Image.Exif()
    exif[0x0112] = ROTATED_270
    stored = picture("obama").transpose(Image.Transpose.ROTATE_90)

    reading = reader.read(encoded(stored, "PNG", exif=exif))

    assert (reading.width, reading.height) == picture("obama").size
    np.testing.assert_allclose(only_face(reading).box, only_face(read("obama")).box, atol=1)


@pytest.mark.parametrize(
    ("format_", "mode"),
    [("JPEG", "CMYK"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("JPEG", "L"), ("GIF", "P")],
)
def test_a_face_is_itself_in_every_format(reader, read, format_, mode):
    face = only_face(reader.read(encoded(picture("obama").convert(mode), format_)))

    assert score(face, only_face(read("obama"))) > 0.8


def test_a_face_is_itself_in_sixteen_bits(reader, read):
    grey = np.asarray(picture("obama").convert("L")).astype(np.uint16) << 8

    face = only_face(reader.read(encoded(Image.fromarray(grey), "PNG")))

    assert score(face, only_face(read("obama"))) > 0.8


@pytest.mark.parametrize("light", [0.1, 0.05])
def test_a_dark_face_is_called_too_dark(reader, light):
    dark = picture("obama").point(lambda value: value * light)

    reading = reader.read(encoded(dark))

    problems = reading.problems + tuple(
        problem for face in reading.faces for problem in face.quality.problems
    )
    assert "too dark" in problems


def test_a_blurred_face_is_called_too_blurred(reader, read):
    x0, _, x1, _ = only_face(read("obama")).box
    sigma = (x1 - x0) / 16  # features of an eighth of the face are gone

    blurred = cv2.GaussianBlur(np.asarray(picture("obama")), (0, 0), sigma)

    face = only_face(reader.read(encoded(Image.fromarray(blurred))))
    assert "too blurred" in face.quality.problems


def test_a_distant_face_is_called_too_small(reader, read):
    x0, _, x1, _ = only_face(read("obama")).box
    photo = picture("obama")
    photo.thumbnail((photo.width * 34 / (x1 - x0), photo.height))

    face = only_face(reader.read(encoded(photo, quality=95)))

    assert "too small" in face.quality.problems


def test_an_overexposed_face_is_called_too_bright(reader):
    bright = picture("obama").point(lambda value: value * 2)

    assert only_face(reader.read(encoded(bright))).quality.problems == ("too bright",)


def test_a_leaning_face_is_called_turned_too_far(reader):
    leaning = picture("obama").rotate(50, Image.Resampling.BICUBIC)

    face = max(reader.read(encoded(leaning)).faces, key=lambda face: face.probability)

    assert "turned too far" in face.quality.problems


def test_a_face_half_beyond_the_edge_is_called_cut_off(read):
    assert "cut off" in only_face(read("obama_partial_face2")).quality.problems
    assert "cut off" in only_face(read("obama_partial_face")).quality.enrolment_problems


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
def test_a_face_at_the_edge_is_called_cut_off(reader, read, edge):
    photo = picture("obama")
    left, top, right, bottom = only_face(read("obama")).box
    lost = ((right - left) * 0.35, (bottom - top) * 0.35)
    frames = {
        "left": (left + lost[0], 0, photo.width, photo.height),
        "right": (0, 0, right - lost[0], photo.height),
        "top": (0, top + lost[1], photo.width, photo.height),
        "bottom": (0, 0, photo.width, bottom - lost[1]),
    }

    face = only_face(reader.read(encoded(photo.crop([round(at) for at in frames[edge]]))))

    assert "cut off" in face.quality.problems


def test_eight_threads_get_what_one_gets(reader, read):
    names = ("obama", "biden", "collins", "obama2") * 4
    start = threading.Barrier(8)

    def embed(index):
        if index < 8:
            start.wait(timeout=60)
        return only_face(reader.read(samples.photo(names[index]))).embedding

    with ThreadPoolExecutor(8) as pool:
        embeddings = list(pool.map(embed, range(len(names))))

    for name, embedding in zip(names, embeddings, strict=True):
        np.testing.assert_allclose(embedding, only_face(read(name)).embedding, atol=1e-5)
