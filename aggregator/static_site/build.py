"""One build: from the state that the store is in to a folder of files. The same state gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aggregator.config.settings import Settings
from aggregator.publish.house import House
from aggregator.publish.outputs import revision_of
from aggregator.static_site.contents import find_contents
from aggregator.static_site.folder import claimed
from aggregator.store.engine import Store


@dataclass(frozen=True, slots=True)
class Built:
    """What a build changed."""

    #: Files that are new or have other bytes than before, in the order in which they were written.
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def build(store: Store, settings: Settings, folder: Path) -> Built:
    """Make the folder hold the site as it is now. Raises FolderError.

    Cut short at any moment, it leaves a site whose every file is whole and whose links lead somewhere.
    """
    with claimed(folder) as ours, store.reading() as tx:
        contents = find_contents(tx, House(settings, is_static=True), revision_of(tx))
        ours.expect(contents.files)
        written, unchanged = [], 0
        for file, body in contents.each():
            if ours.put(file, body):
                written.append(file)
            else:
                unchanged += 1
        return Built(tuple(written), tuple(ours.close()), unchanged)
