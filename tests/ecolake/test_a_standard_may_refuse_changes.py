"""`changes: refuse`: under a key that was delivered, other content is a conflict, and the earlier row stands."""

import pytest

from ecolake import lake
from ecolake.acceptance import accept_pending
from ecolake.home import Home
from ecolake.impact.landed import rejected_from_landed
from ecolake.impact.plan import plan_for
from ecolake.landing import Fetched, land, manifests
from ecolake.standards.load import load
from ecolake.visibility import visible

STAGE = "water.stage"
HEAD = "STCD,TM,Z,WPTN\n"
ROW = "ABC,2026-01-01T00:00:00,{},4\n"


@pytest.fixture
def deliver(tmp_path, clock):
    """Land stages of one key, a file each, and accept them: together, or one by one."""
    home = Home(tmp_path / "var", tmp_path / "raw", tmp_path)

    def run(standards, *stages, apart=False):
        done = []
        for number, stage in enumerate(stages):
            path = tmp_path / f"{number}.csv"
            path.write_text(
                HEAD + ROW.format(stage) + f"ZX,2026-01-0{number + 1}T00:00:00,1,4\n", encoding="utf-8"
            )
            land(home, "water", "stage", [Fetched(path.name, path, "test", clock())])
            if apart:
                done += accept_pending(home, standards, STAGE, clock=clock)
        done += accept_pending(home, standards, STAGE, clock=clock)
        return home, [(one.accepted, one.rejected, one.duplicate) for one in done]

    return run


@pytest.fixture
def refusing(little, spoil):
    """The standards before and after the policy changed."""
    old = load(little)
    key = "key: [station, observed_at]\n"
    return old, load(spoil("datasets/water/stage.yaml", key, key + "changes: refuse\n"))


@pytest.mark.parametrize("apart", [False, True])
def test_the_first_row_stands_and_the_others_are_told_so(deliver, refusing, apart):
    _, new = refusing
    home, figures = deliver(new, "100", "200", "100", "300", apart=apart)
    assert figures == [(2, 0, 0), (1, 1, 0), (1, 0, 1), (1, 1, 0)]
    rows = visible(home, lake.rejected("water/stage"), new.datasets[STAGE], None).collect()
    assert rows["rules"].to_list() == [["key.conflict"]] * 2
    assert all("changes: refuse" in one for one in (*rows["reason_zh"], *rows["reason_en"]))
    assert any('"Z":"200"' in payload for payload in rows["payload"])


def test_a_changed_policy_judges_again_and_a_trial_says_so_beforehand(deliver, refusing):
    old, new = refusing
    home, figures = deliver(old, "100", "200", "100", apart=True)
    assert figures == [(2, 0, 0), (2, 0, 0), (2, 0, 0)]
    plan = plan_for(old.datasets[STAGE], new.datasets[STAGE])
    tried = rejected_from_landed(home, new.datasets[STAGE], manifests(home, "water", "stage"), {})
    done = accept_pending(home, new, STAGE)
    assert (plan.whole is not None, tried.height) == (True, 1)
    assert [(one.accepted, one.rejected, one.duplicate) for one in done] == [(2, 0, 0), (1, 1, 0), (1, 0, 1)]
