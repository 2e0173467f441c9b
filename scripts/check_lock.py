"""Fails if a lock file lacks what pyproject.toml asks for, has an entry without a hash, or names an index or host."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
_LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ ;\\]+)")


def locked_versions(lock: Path) -> dict[str, str]:
    """Package → version. Raises ValueError for a line that no lock file of ours has."""
    text = lock.read_text(encoding="utf-8")
    if re.search(r"https?://|--index-url|--extra-index-url|--find-links", text):
        raise ValueError(f"{lock.name} names an index or a host")
    versions: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        if not (found := _LOCKED.match(entry)):
            raise ValueError(f"{lock.name}: not a locked package: {entry.splitlines()[0]}")
        if "--hash=sha256:" not in entry:
            raise ValueError(f"{lock.name}: {found['name']} has no hash")
        versions[canonicalize_name(found["name"])] = found["version"]
    return versions


#: Lock file → the dependency groups and extras that it holds beside the project's own requirements.
LOCKS: dict[str, tuple[list[str], list[str]]] = {
    "requirements.lock": (["build"], []),
    "requirements-dev.lock": (["build", "dev"], ["postgresql", "images", "cluster"]),
    "deploy/requirements.lock": (["build"], ["postgresql", "images", "cluster"]),
}


def asked_for(project: dict[str, object], groups: list[str], extras: list[str]) -> list[Requirement]:
    """The requirements of the project, of these dependency groups and of these extras."""
    table: dict[str, object] = project["project"]  # type: ignore[assignment] # a TOML table
    lines: list[str] = list(table["dependencies"])  # type: ignore[call-overload] # a TOML array
    for group in groups:
        lines += project["dependency-groups"][group]  # type: ignore[index] # a TOML table
    for extra in extras:
        lines += table["optional-dependencies"][extra]  # type: ignore[index] # a TOML table
    return [Requirement(line) for line in lines]


def main() -> int:
    """0 if the lock files serve pyproject.toml as it stands."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    faults: list[str] = []
    for lock, (groups, extras) in LOCKS.items():
        try:
            versions = locked_versions(ROOT / lock)
        except (OSError, ValueError) as error:
            faults.append(str(error))
            continue
        for requirement in asked_for(project, groups, extras):
            version = versions.get(canonicalize_name(requirement.name))
            if version is None:
                faults.append(f"{lock} lacks {requirement.name}: run scripts/lock")
            elif version not in requirement.specifier:
                faults.append(f"{lock} has {requirement.name} {version}, but {requirement} is asked for")
    for fault in faults:
        sys.stderr.write(fault + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
