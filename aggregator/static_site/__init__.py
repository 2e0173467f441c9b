"""The story of the site as files: all of it, for a web server that knows nothing of us.

contents.py  which files there are, and what is in each     folder.py  the folder they lie in: what in it is ours
build.py     one build, from the store to the folder
"""

from aggregator.static_site.build import Built, build
from aggregator.static_site.folder import FolderError

__all__ = ["Built", "FolderError", "build"]
