from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def docs() -> Path:
    return ROOT / "docs"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A student's folder, in which nothing stands yet; plays are kept beside it."""
    for name in ("HOME", "XDG_DATA_HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    folder = tmp_path / "student"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
