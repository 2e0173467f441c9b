"""Pictures that we made, kept on disk within a bound: what was asked for least recently leaves first."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from aggregator.thumbnails import Thumbnail

_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png"}
#: How exactly we remember when one was last asked for.
_DAY_SECONDS = 86_400
#: What is left of the bound once room was made, so that it isn't made for each picture.
_SHARE_LEFT = 0.9


@dataclass(frozen=True, slots=True)
class PictureFiles:
    """A folder of pictures by name. Names are ours: hexadecimal digits. Several threads may use it."""

    folder: Path
    most_bytes: int

    def get(self, name: str) -> Thumbnail | None:
        """The picture, if it is there."""
        for media_type, ending in _ENDINGS.items():
            path = self.folder / f"{name}{ending}"
            with contextlib.suppress(OSError):
                content = path.read_bytes()
                if time.time() - path.stat().st_mtime > _DAY_SECONDS:
                    os.utime(path)
                return Thumbnail(content, media_type)
        return None

    def put(self, name: str, picture: Thumbnail) -> None:
        """Keep it, as a whole or not at all. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(picture.content)
            Path(temporary).replace(self.folder / f"{name}{_ENDINGS[picture.media_type]}")
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._make_room()

    def _make_room(self) -> None:
        found = []
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another thread made room meanwhile
                found.append((path.stat(), path))
        size = sum(state.st_size for state, _ in found)
        if size <= self.most_bytes:
            return
        for state, path in sorted(found, key=lambda pair: pair[0].st_mtime):
            path.unlink(missing_ok=True)
            size -= state.st_size
            if size <= self.most_bytes * _SHARE_LEFT:
                return
