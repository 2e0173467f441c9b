"""Pictures made fit to be shown by us: small, bare, and never a bomb."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from aggregator.errors import PictureError
from aggregator.thumbnails import MOST_PIXELS, thumbnail


def written(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "teal").save(file, kind, **more)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def png_of_size(width: int, height: int, rows: int) -> bytes:
    """A PNG that says it is so large, with so many rows of nothing in it: a few kilobytes whatever it says."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packed = zlib.compress(b"\x00" * (width // 8 + 1) * rows, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_pictures_of_the_web_are_read(kind: str) -> None:
    made = thumbnail(written(kind))
    assert opened(made.content).size == (40, 20)
    assert made.media_type in ("image/jpeg", "image/png")


def test_large_ones_become_small_and_keep_their_shape() -> None:
    made = opened(thumbnail(written("JPEG", (4000, 2000))).content)
    assert made.size == (1280, 640)


def test_small_ones_are_not_blown_up() -> None:
    assert opened(thumbnail(written("PNG", (16, 16))).content).size == (16, 16)


def test_holes_stay_holes() -> None:
    made = thumbnail(written("PNG", mode="RGBA"))
    assert made.media_type == "image/png"
    assert opened(made.content).mode == "RGBA"


def test_nothing_goes_along_but_what_is_seen() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif[0x0112] = 6  # lies on its side
    content = written("JPEG", (40, 20), exif=exif, comment=b"where it was taken", icc_profile=b"profile" * 20)
    made = thumbnail(content)
    assert b"A camera" not in made.content and b"taken" not in made.content and b"profile" not in made.content
    assert opened(made.content).size == (20, 40), "it stands upright all the same"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><body>no picture</body></html>",
        b"\x89PNG\r\n\x1a\n",
        written("PNG")[:60],
        written("JPEG", (400, 400))[:300],
        written("BMP"),
        written("TIFF"),
        written("PPM"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    ],
    ids=["nothing", "svg", "html", "head", "cut png", "cut jpeg", "bmp", "tiff", "ppm", "postscript"],
)
def test_what_is_no_picture_of_the_web_is_refused(content: bytes) -> None:
    with pytest.raises(PictureError, match="no picture that we can read"):
        thumbnail(content)


@pytest.mark.parametrize(("width", "height"), [(65_000, 65_000), (8_000, 8_000), (MOST_PIXELS + 1, 1)])
def test_a_bomb_is_refused_by_what_it_says_of_its_size(width: int, height: int) -> None:
    bomb = png_of_size(width, height, 10)
    assert len(bomb) < 100_000
    with pytest.raises(PictureError, match="too many pixels"):
        thumbnail(bomb)
