"""A sector and a desk for every test, and a browser for those that look at pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.acceptance.companies import Company, NewDesk, companies_of
from tests.acceptance.desk import Desk
from tests.cluster.machines import SharedDesk
from tests.conftest import new_database
from tests.sector.world import Sector

#: Chromium calls its maker at every start unless told not to.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def sector() -> Iterator[Sector]:
    with Sector() as sector:
        yield sector


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that has a desk is one for one machine and one for many, unless `companies.py` has a reason."""
    if "new_desk" in metafunc.fixturenames:
        companies = companies_of(Path(metafunc.module.__file__).name, metafunc.function.__name__)
        metafunc.parametrize("new_desk", companies, indirect=True, scope="module")


@pytest.fixture(scope="module")
def new_desk(request: pytest.FixtureRequest) -> NewDesk:
    """Makes a desk in a folder, for which one machine works or many."""
    if request.param is Company.ONE:
        return Desk
    server = request.getfixturevalue("postgresql")
    return lambda folder: SharedDesk(folder, new_database(server))


@pytest.fixture
def desk(new_desk: NewDesk, tmp_path: Path) -> Desk:
    return new_desk(tmp_path)
