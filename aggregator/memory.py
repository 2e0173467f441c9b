"""Memory that is free is given back, so that a daemon at rest is as small as it was before the burst.

glibc keeps what was freed: a heap for each thread, and large blocks too once it has seen some freed.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from typing import Any

#: From glibc's malloc.h.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
#: Blocks of this size, which bodies and their parts are, come from the system and go back to it at once.
_LARGE_BYTES = 256 * 1024
_HEAPS = 2


def keep_little() -> None:
    """From now on fewer heaps, and large blocks outside of them. Where there is no glibc, nothing happens."""
    if (malloc := _glibc()) is not None:
        malloc.mallopt(_M_ARENA_MAX, _HEAPS)
        malloc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def give_back() -> None:
    """What is free now goes back to the system. Takes some milliseconds, in which other threads go on."""
    if (malloc := _glibc()) is not None:
        malloc.malloc_trim(0)


@functools.cache
def _glibc() -> Any:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
