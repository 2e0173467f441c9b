"""Pictures made fit to be shown by us: decoded within bounds, turned upright, made small, and written anew, so that
nothing of the original file goes out but what is to be seen. Pure, and hostile input is its daily bread: call it in a
child process.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.errors import PictureError

if TYPE_CHECKING:
    from PIL.Image import Image

#: What is read: formats whose decoders are old and good. No SVG, which is a program.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
#: What is unpacked at most: ten times a large screen.
MOST_PIXELS = 40_000_000
#: Wide enough for the page of an entry on a sharp screen.
_MOST_WIDTH, _MOST_HEIGHT = 1280, 1600
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture that we made."""

    content: bytes
    media_type: str


def thumbnail(content: bytes) -> Thumbnail:
    """The picture, small and without anything that is not seen. Raises PictureError if it is none that we read."""
    from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureError("it has too many pixels")
                picture.draft("RGB", (_MOST_WIDTH, _MOST_HEIGHT))  # a JPEG is unpacked no larger than needed
                picture.load()
                return _written(ImageOps.exif_transpose(picture))
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("it has too many pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise PictureError("it is no picture that we can read") from error


def _written(picture: Image) -> Thumbnail:
    """Only the pixels go on: profiles, places and cameras stay behind."""
    has_holes = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    plain = picture.convert("RGBA" if has_holes else "RGB")
    plain.thumbnail((_MOST_WIDTH, _MOST_HEIGHT))
    plain.info = {}
    written = io.BytesIO()
    if has_holes:
        plain.save(written, "PNG", optimize=True)
        return Thumbnail(written.getvalue(), "image/png")
    plain.save(written, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Thumbnail(written.getvalue(), "image/jpeg")
