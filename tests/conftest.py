"""What every test may use: where the corpora lie, and how a test without them says so."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A law is broken by an example, never by a machine that is busy with something else.
settings.register_profile("busy", deadline=None)
# CI says the same of the same commit: it takes the same examples each time. Every other run looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "busy"))

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and attacks beside a developer's checkout; on a user's machine there is none."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: this test measures on data that does not ship with the project")
    return SHARED
