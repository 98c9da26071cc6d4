"""What the trial says would be rejected and admitted is exactly what a real run over the same bytes rejects and admits."""

import random
import shutil
from datetime import UTC, datetime

import pytest

from ecolake.errors import EcolakeError
from ecolake.ingestion import accept_files
from ecolake.landing import Fetched, land
from ecolake.standards.load import load

ELEMENTS, DATASET, SOURCE = "elements/water.yaml", "datasets/water/stage.yaml", "sources/water.yaml"
CHANGES = {
    "range narrowed": (ELEMENTS, "range: [-10, 6000]", "range: [-10, 3]"),
    "range widened": (ELEMENTS, "range: [-10, 6000]", "range: [-100, 60000]"),
    "range moved": (ELEMENTS, "range: [-10, 6000]", "range: [2, 60000]"),
    "trend required": (DATASET, "trend: {element: trend}", "trend: {element: trend, required: true}"),
    "stage only flagged": (DATASET, "stage: {element: level}", "stage: {element: level, severity: flag}"),
    "pattern narrowed": (ELEMENTS, '"^[A-Z]+$"', '"^[ABCXZ]{2,}$"'),
    "pattern widened": (ELEMENTS, '"^[A-Z]+$"', '"^[A-Z0-9]+$"'),
    "longer codes": (ELEMENTS, "type: text(5)", "type: text(9)"),
    "the source's code is read otherwise": (SOURCE, '"4": falling', '"4": rising'),
    "a code comes": ("codelists/trend.csv", "falling,落\n", "falling,落\n9,平\n"),
    "the rule goes to a flag": (DATASET, "severity: reject", "severity: flag"),
    "the rule asks for more": (DATASET, "stage IS NOT NULL", "stage > 4"),
    "the rule asks for less": (DATASET, "stage IS NOT NULL", "stage IS NOT NULL OR station = 'AB'"),
    "the rule speaks of the receipt": (
        DATASET,
        "stage IS NOT NULL",
        "observed_at > received_at - INTERVAL '31 days'",
    ),
    "the key changes": (DATASET, "key: [station, observed_at]", "key: [station]"),
    "the mapping changes": (SOURCE, 'missing_in: {stage: ["-9999"]}', 'missing_in: {stage: ["100"]}'),
    "a column is renamed": (SOURCE, "Z: stage", "ZZ: stage"),
    "the type changes": (ELEMENTS, "type: decimal(8,3)", "type: decimal(8,2)"),
    "an item's title changes": (ELEMENTS, "en: water level}", "en: stage}"),
    "the title changes": (DATASET, "en: River stage}\ndef", "en: Stage}\ndef"),
}
# Few values, so that every check is broken now and then.
STATIONS = ["AB", "AB", "B", "A1", "ABCDEFG", ""]
STAGES = ["100", "100", "250", "500", "-5000", "1000000", "", "x", "-9999"]
TRENDS = ["4", "4", "5", "9", ""]


def rows(chance, count, hours):
    """Rows of so many hours: the fewer, the more keys meet and rows repeat."""
    written = []
    for _ in range(count):
        hour = chance.randrange(hours)
        time = "noon" if chance.random() < 0.05 else f"2026-03-{1 + hour // 24:02} {hour % 24:02}:00:00"
        cells = chance.choice(STATIONS), time, chance.choice(STAGES), chance.choice(TRENDS)
        written.append(",".join(cells) + "\n")
    return "".join(written)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return tmp_path_factory.mktemp("changed")


@pytest.fixture
def changed(little, shelf):
    """The little standards with one change, loaded once."""

    def load_changed(name):
        target = shelf / name.replace(" ", "_") / "standards"
        if not target.is_dir():
            shutil.copytree(little, target)
            file, old, new = CHANGES[name]
            said = (target / file).read_text("utf-8")
            assert said.count(old) == 1, name
            (target / file).write_text(said.replace(old, new), "utf-8")
        return load(target)

    return load_changed


@pytest.mark.parametrize(
    "change",
    ["range narrowed", "stage only flagged", "pattern narrowed", "a code comes", "the rule goes to a flag"],
)
@pytest.mark.parametrize("hours", [5, 400])
def test_a_change_taken_back_turns_rows_as_a_real_run_does(change, hours, stage, changed, little):
    stage.old = changed(change)
    chance = random.Random(change)
    for _ in range(4):
        stage.deliver(rows(chance, 40, hours))
    new = load(little)
    rejected, admitted = stage.turned(new)
    assert (rejected, admitted) == stage.really(new)
    assert rejected | admitted


def test_an_empty_cell_and_an_unreadable_one_are_one_row_until_the_unreadable_is_rejected(
    stage, changed, little
):
    stage.old = changed("stage only flagged")
    stage.deliver("AB,2026-03-02 08:00:00,,4\nB,2026-03-02 08:00:00,,4\n")
    assert stage.deliver("B,2026-03-02 08:00:00,x,4\n").duplicate == 1
    new = load(little)
    rejected, _ = stage.turned(new)
    assert (rejected, set()) == stage.really(new)
    assert len(rejected) == 1


def test_a_batch_accepted_under_a_third_standard_is_read_again(stage, changed, little):
    for seed in (1, 2):
        stage.deliver(rows(random.Random(seed), 30, 300), changed("an item's title changes"))
    new = changed("range narrowed")
    assert stage.turned(new) == stage.really(new)
    assert stage.trial(new).trial.reread == 2


def test_a_batch_that_is_landed_and_not_accepted_counts(stage, changed, tmp_path):
    stage.deliver(rows(random.Random(1), 30, 300))
    path = tmp_path / "late.csv"
    path.write_text("STCD,TM,Z,WPTN\nAB,2026-03-09 08:00:00,500,5\n", "utf-8")
    fetched = Fetched(path.name, path, "test", datetime(2026, 5, 1, tzinfo=UTC))
    manifest, _ = land(stage.home, "water", "stage", [fetched])
    rejected, _ = stage.turned(changed("range narrowed"))
    assert (manifest.batch, "late.csv", 2) in rejected


@pytest.mark.parametrize("hours", [2, 30, 200, 700])
def test_the_trial_equals_the_real_run_whatever_was_delivered(hours, stage, changed):
    chance = random.Random(hours)
    for _ in range(4):
        stage.deliver(rows(chance, 40, hours))
    reread = []
    for change in CHANGES:
        new = changed(change)
        assert (change, stage.turned(new)) == (change, stage.really(new))
        trial = stage.trial(new)
        reread.append(trial.trial.reread if trial and not trial.trial.plan.whole else 0)
    # Where keys seldom meet the lake alone gives the answers, where they often do the batches are read again.
    assert max(reread) == {2: 4, 700: 0}.get(hours, max(reread))


def test_one_reference_that_rejects_is_judged_beside_others(little, tmp_path, make_stage):
    """References are looked up together, one of them in the rows of its own dataset."""

    def referring(folder, severity):
        shutil.copytree(little, folder)
        for file, old, new in (
            (
                DATASET,
                "  stage: {element: level}\n",
                f"""\
  stage: {{element: level}}
  up: {{element: code, references: {{to: water.stage.station, severity: {severity}}}}}
  near: {{element: code, references: water.stage.station}}
""",
            ),
            (SOURCE, "WPTN: trend", "WPTN: up, NEAR: near"),
            (SOURCE, '    codes: {trend: {"4": falling, "5": rising}}\n', ""),
        ):
            text = (folder / file).read_text("utf-8")
            assert text.count(old) == 1
            (folder / file).write_text(text.replace(old, new), "utf-8")
        return folder

    root = referring(tmp_path / "one" / "standards", "watch")
    one = make_stage(tmp_path, root)
    path = tmp_path / "given.csv"
    path.write_text(
        "STCD,TM,Z,WPTN,NEAR\nA,2026-03-02 08:00:00,100,,\nB,2026-03-02 08:00:00,100,A,Z\n"
        "C,2026-03-02 08:00:00,100,Z,A\n",
        "utf-8",
    )
    accept_files(one.home, one.old, "water.stage", [path], lambda: datetime(2026, 5, 1, tzinfo=UTC))
    new = load(referring(tmp_path / "two" / "standards", "reject"))
    rejected, admitted = one.turned(new)
    assert (rejected, admitted) == one.really(new)
    assert [row for _, _, row in rejected] == [4]


def test_a_landed_file_that_is_gone_is_named(stage, changed):
    stage.deliver("AB,2026-03-02 08:00:00,100,4\n")
    (landed,) = stage.home.landing.rglob("*.csv")
    landed.unlink()
    with pytest.raises(EcolakeError, match=r"(?s)landed_file_gone.*001\.csv"):
        stage.turned(changed("the key changes"))


def test_what_did_not_arrive_under_the_earlier_standard_was_not_judged_by_it(stage, little, tmp_path):
    stage.deliver("AB,2026-03-02 08:00:00,100,4\n")
    shutil.copytree(little, tmp_path / "early" / "standards")
    path = tmp_path / "early" / "standards" / SOURCE
    path.write_text(path.read_text("utf-8").partition("datasets:")[0], "utf-8")
    stage.old, new = load(path.parents[1]), stage.old
    assert stage.trial(new) is None
