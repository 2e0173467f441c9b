"""The heavy libraries of this room, all at once. Functions import them where they need them; whoever puts a time limit
on pages imports this module first, so that the first page does not pay for loading.
"""

import htmldate
import readability
import trafilatura

__all__ = ["htmldate", "readability", "trafilatura"]
