"""Bytes of every kind become upright RGB pixels or one clear error."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps, PngImagePlugin

from recognition import errors, images
from recognition.bounded_file import BoundedFile
from recognition.exif import ORIENTATION

LEFT_RED = np.zeros((20, 40, 3), np.uint8)
LEFT_RED[:, :20] = (250, 10, 10)
LEFT_RED[:, 20:] = (10, 10, 250)
CORNERS = LEFT_RED.copy()
CORNERS[:5, :5] = 255  # no two orientations look alike


def upright_by_pillow(image, exif):
    with Image.open(io.BytesIO(encoded(image, exif=exif))) as stored:
        return np.asarray(ImageOps.exif_transpose(stored))


def decode(data, *, max_bytes=2**20, max_pixels=50_000_000, side=10_000):
    return images.Photo(data, max_bytes=max_bytes, max_pixels=max_pixels).pixels(side)


def encoded(picture, format_="PNG", **options):
    output = io.BytesIO()
    picture.save(output, format_, **options)
    return output.getvalue()


def png_header(width, height):
    """A PNG that says how large it is, and has no pixels."""
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + body
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(body))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 0)
        + b"IDAT"
        + struct.pack(">I", zlib.crc32(b"IDAT"))
    )


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF", "HEIF"])
def test_the_formats_people_send_are_read(format_):
    pixels = decode(encoded(Image.fromarray(LEFT_RED), format_))

    assert pixels.shape == (20, 40, 3)
    assert pixels.dtype == np.uint8
    assert pixels[10, 5, 0] > 200
    assert pixels[10, 35, 2] > 200


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "YCbCr"])
def test_every_colour_mode_becomes_rgb(mode):
    format_ = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"

    assert decode(encoded(Image.fromarray(LEFT_RED).convert(mode), format_)).shape == (20, 40, 3)


def test_sixteen_bits_are_scaled_and_not_clipped():
    grey = np.full((20, 40), 0x8000, np.uint16)

    assert np.all(decode(encoded(Image.fromarray(grey))) == 0x80)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_pixels_lie_on_a_neutral_ground(mode):
    picture = Image.new(mode, (40, 20), 0)

    assert np.all(decode(encoded(picture)) == images.GROUND)


def test_of_an_animation_the_first_frame_is_read():
    first, second = (Image.new("RGB", (40, 20), colour) for colour in ("white", "black"))

    pixels = decode(encoded(first, "GIF", save_all=True, append_images=[second]))

    assert pixels.min() > 250


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_turned_upright_by_exif(orientation):
    """Pillow, which undoes orientations too, is the judge."""
    turns = [turn for turn in Image.Transpose if orientation > 1]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    stored = next(
        turned
        for turned in (
            Image.fromarray(CORNERS),
            *(Image.fromarray(CORNERS).transpose(turn) for turn in turns),
        )
        if np.array_equal(upright_by_pillow(turned, exif), CORNERS)
    )

    data = encoded(stored, exif=exif)
    photo = images.Photo(data, max_bytes=len(data), max_pixels=800)

    assert (photo.width, photo.height) == (40, 20)
    assert np.array_equal(photo.pixels(40), CORNERS)


def test_a_damaged_exif_block_leaves_the_picture_as_it_is():
    data = encoded(Image.fromarray(LEFT_RED), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")

    assert np.array_equal(decode(data), LEFT_RED)


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7", b"\xff\xd8\xff", b"GIF89a"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(errors.NotAnImage):
        decode(data)


def test_a_format_that_is_not_read_is_no_picture():
    with pytest.raises(errors.NotAnImage, match="JPEG, PNG, WebP, HEIC, GIF"):
        decode(encoded(Image.fromarray(LEFT_RED), "TIFF"))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_that_breaks_off_is_truncated(format_):
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    data = encoded(Image.fromarray(noise), format_)

    with pytest.raises((errors.TruncatedImage, errors.NotAnImage)) as raised:
        decode(data[: len(data) // 2])

    assert raised.value.__cause__ is not None


def test_too_many_bytes_are_refused_unread():
    with pytest.raises(errors.TooManyBytes) as raised:
        decode(b"not even a picture", max_bytes=10)

    assert (raised.value.size, raised.value.limit) == (18, 10)


def test_too_many_megapixels_are_refused_from_the_header():
    with pytest.raises(errors.TooManyPixels) as raised:
        decode(png_header(8_500, 6_000))

    assert (raised.value.pixels, raised.value.limit) == (51_000_000, 32_000_000)


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_where_pillow_fears_a_bomb_there_are_too_many_pixels(side):
    with pytest.raises(errors.TooManyPixels, match="too many pixels"):
        decode(png_header(side, side))


def test_as_many_pixels_as_the_limit_are_read():
    assert decode(encoded(Image.fromarray(LEFT_RED)), max_pixels=800).shape == (20, 40, 3)
    with pytest.raises(errors.TooManyPixels):
        decode(encoded(Image.fromarray(LEFT_RED)), max_pixels=799)


def test_in_heic_exif_does_not_turn_what_the_container_has_turned():
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    pixels = decode(encoded(Image.fromarray(LEFT_RED), "HEIF", exif=exif))

    assert pixels.shape == (20, 40, 3)


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_a_large_picture_is_decoded_smaller_but_not_below_what_was_asked(format_, orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    data = encoded(Image.new("RGB", (6_000, 4_500), (10, 200, 90)), format_, exif=exif)

    height, width, _ = decode(data, side=2_600).shape

    assert 2_600 <= max(height, width) < 5_200
    assert min(height, width) == pytest.approx(max(height, width) * 3 / 4, abs=1)
    assert (height > width) == (orientation == 6)


@pytest.mark.parametrize("side", [1_280, 400, 5_000])
def test_a_picture_is_never_enlarged_and_reduced_by_whole_steps(side):
    data = encoded(Image.new("RGB", (1_280, 960)), "JPEG")

    assert decode(data, side=side).shape[1] in {1_280, 640, 320}
    assert decode(data, side=side).shape[1] >= min(side, 1_280)


def test_a_closer_look_at_a_jpeg_has_more_pixels_and_a_png_is_decoded_once():
    picture = Image.new("RGB", (6_000, 4_500))
    jpeg, png = (
        images.Photo(encoded(picture, format_), max_bytes=2**20, max_pixels=27_000_000)
        for format_ in ("JPEG", "PNG")
    )

    assert jpeg.pixels(600).shape == (563, 750, 3)
    assert jpeg.pixels(2_560).shape == (2_250, 3_000, 3)
    assert png.pixels(600).shape == (2_250, 3_000, 3)
    assert png.pixels(2_560) is png.pixels(600)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "I;16"])
def test_strips_of_a_reduced_picture_join_without_a_seam(mode, monkeypatch):
    ramp = np.tile(np.linspace(0, 255, 901)[:, None], (1, 700)).astype(np.uint8)
    if mode == "I;16":
        picture = Image.fromarray(ramp.astype(np.uint16) << 8)
    else:
        picture = Image.fromarray(ramp).convert(mode)
    monkeypatch.setattr(images, "AT_LEAST", 300)
    data = encoded(picture)
    whole = decode(data, side=300)
    monkeypatch.setattr(images, "STRIP", 7)

    np.testing.assert_array_equal(decode(data, side=300), whole)
    assert np.abs(np.diff(whole[:, 5, 0].astype(int))).max() <= 3


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("WEBP", {}),
        ("HEIF", {}),
        ("JPEG", {"progressive": True}),
    ],
)
def test_formats_that_need_much_memory_have_a_lower_limit(kind, options, monkeypatch):
    monkeypatch.setattr(images, "MEMORY", 800 * images.USUAL_BYTES_PER_PIXEL)

    assert decode(encoded(Image.fromarray(LEFT_RED), "JPEG")).shape == (20, 40, 3)
    with pytest.raises(errors.TooManyPixels):
        decode(encoded(Image.fromarray(LEFT_RED), kind, **options))


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation

    assert decode(encoded(Image.fromarray(LEFT_RED), exif=exif)).shape == (20, 40, 3)


@pytest.mark.parametrize("size", [(3_000, 2), (1, 5_000), (1, 1)])
@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_a_picture_of_a_line_is_read(size, format_):
    height, width, _ = decode(encoded(Image.new("RGB", size), format_), side=640).shape

    assert (height < 5, width < 5) == (size[1] < 5, size[0] < 5)


def test_a_side_longer_than_any_camera_makes_is_refused_from_the_header():
    with pytest.raises(errors.SideTooLong):
        decode(png_header(20_001, 10))


def test_the_video_after_a_motion_photo_is_not_looked_at():
    video = np.random.default_rng(1).integers(0, 256, 2_000_000, np.uint8).tobytes()
    data = encoded(Image.fromarray(LEFT_RED), "JPEG") + video

    assert decode(data, max_bytes=2**22).shape == (20, 40, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_a_file_of_endless_parts_is_refused_at_once(kind):
    data = encoded(Image.fromarray(LEFT_RED), kind)
    part, at = {
        "JPEG": (b"\xff\xe2\x00\x04ab", 2),
        "PNG": (b"\x00\x00\x00\x00prVt" + struct.pack(">I", zlib.crc32(b"prVt")), 33),
        "GIF": (b"!\xfe\x01a\x00", data.find(b",")),
    }[kind]
    few = data[:at] + part * 10 + data[at:]
    many = data[:at] + part * 30_000 + data[at:]

    assert decode(few).shape == (20, 40, 3)
    with pytest.raises(errors.TooManyParts):
        decode(many)


def test_exif_data_that_pillow_would_join_for_seconds_are_refused_at_once():
    data = encoded(Image.fromarray(LEFT_RED), "JPEG")
    exif = b"\xff\xe1\x27\x10Exif\x00\x00" + bytes(9_992)

    assert decode(data[:2] + exif * 10 + data[2:]).shape == (20, 40, 3)
    with pytest.raises(errors.TooManyParts):
        decode(data[:2] + exif * 100 + data[2:])


@pytest.mark.parametrize(
    "blocks",
    [b"!\xfe" + b"\x01a" * 100_000 + b"\0", b"!\x42\x01a\0" * 100_000, bytes(100_000)],
    ids=["one comment", "extensions", "nothing known"],
)
def test_of_a_gif_only_so_much_is_read_before_its_picture(blocks):
    data = encoded(Image.fromarray(LEFT_RED), "GIF")
    at = data.index(b",")
    file = BoundedFile(data[:at] + blocks + data[at:], most_reads=1_000)

    with pytest.raises(errors.TooManyParts):
        Image.open(file, formats=images.FORMATS)
    assert file.reads == 1_001
    with pytest.raises(errors.TooManyParts):
        decode(file.getvalue())


def test_what_follows_the_first_frame_of_a_gif_is_not_looked_at():
    data = encoded(Image.fromarray(LEFT_RED), "GIF")

    assert decode(data[:-1] + b"!\xfe\x01a\x00" * 100_000 + b";").shape == (20, 40, 3)


@pytest.mark.parametrize("behind", [False, True])
def test_a_png_is_decoded_for_its_orientation_only_when_that_stands_behind_the_pixels(
    behind, monkeypatch
):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    data = encoded(Image.fromarray(LEFT_RED), "PNG", exif=exif)
    at = data.index(b"eXIf") - 4
    chunk = data[at : at + 12 + int.from_bytes(data[at : at + 4], "big")]
    if behind:
        data = data.replace(chunk, b"")
        data = data[:-12] + chunk + data[-12:]
    loads = []
    load = PngImagePlugin.PngImageFile.load
    monkeypatch.setattr(
        PngImagePlugin.PngImageFile, "load", lambda image: loads.append(1) or load(image)
    )

    photo = images.Photo(data, max_bytes=2**20, max_pixels=10_000)

    assert (photo.width, photo.height) == (20, 40)
    assert bool(loads) is behind


def test_a_jpeg_of_endless_scans_is_refused_at_once():
    noise = np.random.default_rng(2).integers(0, 255, (64, 64, 3), np.uint8)
    data = encoded(Image.fromarray(noise), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]

    assert decode(data).shape == (64, 64, 3)
    with pytest.raises(errors.TooManyParts):
        decode(data[:-2] + scan * images.MOST_SCANS + data[-2:])


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "HEIF"])
@pytest.mark.parametrize(("side", "scale"), [(100, 1.0), (20, 0.5)])
def test_a_picture_to_be_shown_is_upright_and_small_enough_and_tells_its_scale(
    format_, side, scale
):
    exif = Image.Exif()
    exif[ORIENTATION] = 1 if format_ == "HEIF" else 6
    data = encoded(Image.fromarray(LEFT_RED), format_, exif=exif)

    pixels, told = images.shown(data, side, max_bytes=2**20, max_pixels=10_000)

    upright = (20, 40) if format_ == "HEIF" else (40, 20)
    assert pixels.shape == (*(int(length * scale) for length in upright), 3)
    assert told == scale
    assert pixels[1, 1, 0] > 200
