"""A river as its department tells it, hour by hour, and ways to change how it is told."""

import shutil
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from ecolake.accounts import Account
from ecolake.home import Home
from ecolake.ingestion import accept_files
from ecolake.standards.load import load

DATASET = "water.stage"
START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 3, 1, tzinfo=UTC)


def told(hours, first=0, seed=1):
    """Stages of twenty stations in centimetres: a level each, a flood wave now and then, a season."""
    draw = np.random.default_rng(seed + first)
    station, hour = np.meshgrid(np.arange(20), np.arange(first, first + hours))
    level = 200 + 90 * station + 150 * np.sin(2 * np.pi * hour / 8760)
    flood = np.where((hour % 80) < 12, 2.5, 1.0)
    stage = level * flood * draw.lognormal(0, 0.05, station.shape)
    times = [(START + timedelta(hours=int(one))).strftime("%Y-%m-%dT%H:%M:%S") for one in hour.ravel()]
    return pl.DataFrame(
        {
            "STCD": [f"ST{chr(65 + one)}" for one in station.ravel()],
            "TM": times,
            "Z": stage.ravel().round(1).astype(str).tolist(),
            "WPTN": draw.choice(["4", "5"], station.size).tolist(),
        }
    )


@pytest.fixture
def river():
    return told


@pytest.fixture
def standards_with(little):
    """The little standards, the source's mapping with a policy for drift or other changes."""

    def build(drift="", **changes):
        path = little / "sources" / "water.yaml"
        text = path.read_text(encoding="utf-8")
        line = "    units: {stage: cm}\n"
        units = f"    units: {{stage: cm}}\n{changes.get('more', '')}"
        policy = f"    drift: {{{drift}}}\n" if drift else ""
        project = little.parent / f"project-{len(list(little.parent.iterdir()))}"
        shutil.copytree(little, project / "standards")
        (project / "standards" / "sources" / "water.yaml").write_text(
            text.replace(line, units + policy), encoding="utf-8"
        )
        return load(project / "standards")

    return build


@pytest.fixture(scope="session")
def past(tmp_path_factory):
    """Where a home is kept that has accepted forty hours of the river; made by the first test that needs it."""
    return tmp_path_factory.mktemp("past")


@pytest.fixture
def home(past, little, tmp_path):
    """A home of its own, with the river's past in it."""
    made = Home(past / "var", past / "raw", past)
    if not made.lake.is_dir():
        path = past / "past.csv"
        told(40).write_csv(path)
        (account,) = accept_files(made, load(little), DATASET, [path], lambda: NOW - timedelta(days=1))
        assert account.accepted == 800
    shutil.copytree(past / "var", tmp_path / "var")
    shutil.copytree(past / "raw", tmp_path / "raw")
    return Home(tmp_path / "var", tmp_path / "raw", tmp_path)


@pytest.fixture
def bring(home, tmp_path):
    """Bring a frame as a file; what comes back is its account, or its hold."""

    def run(frame, standards, name="now.csv"):
        path = tmp_path / name
        frame.write_csv(path)
        (one,) = accept_files(home, standards, DATASET, [path], lambda: NOW)
        if isinstance(one, Account):
            assert one.received == one.accepted + one.rejected + one.duplicate
        return one

    return run
