"""`ecolake registry`: what is asked is answered for people and for programs, and a wrong question says what to do."""

import json

import pytest

from ecolake import lake
from ecolake.registry.incremental import register
from ecolake.registry.tables import LINK
from tests.support.lake_fixture import PAPER, STEEL, TinyLake


@pytest.fixture(scope="module")
def filled_root(tmp_path_factory):
    return tmp_path_factory.mktemp("registry")


@pytest.fixture(scope="module")
def filled(filled_root, standards):
    """A home with two enterprises and a permit, registered once for all these tests."""
    from tests.support.lake_fixture import home_at

    home = home_at(filled_root)
    tiny = TinyLake(home, standards)
    person = {"legal_representative": "张三丰", "telephone": "13812345678"}
    tiny.deliver(
        "market_regulation.enterprise",
        [
            {"unified_social_credit_code": STEEL, "enterprise_name": "福州[bold]钢铁有限公司", **person},
            {"unified_social_credit_code": PAPER, "enterprise_name": "厦门纸业（集团）有限公司"},
        ],
    )
    tiny.deliver(
        "ecology.discharge_permit",
        [
            {
                "permit_number": f"{STEEL}001P",
                "discharge_outlet_code": "DA001",
                "device_number": "MN77",
                "unified_social_credit_code": STEEL,
                "enterprise_name": "福州钢铁",
            }
        ],
    )
    register(home, standards)
    return home


@pytest.fixture
def ask(filled, ecolake, monkeypatch):
    monkeypatch.setenv("ECOLAKE_HOME", str(filled.root))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: ecolake("registry", *words)


@pytest.mark.parametrize(
    ("text", "by"), [(STEEL.lower(), "code"), (f"{STEEL}001P", "code"), ("MN77", "code"), ("钢铁", "name")]
)
def test_lookup_finds_by_any_code_and_by_a_part_of_a_name(ask, text, by):
    (found,) = json.loads(ask("lookup", text, "--json").stdout)
    assert (found["enterprise_code"], found["found_by"]) == (STEEL, by)


@pytest.mark.parametrize("text", ["纸业（集团）", "纸业(集团)"])
def test_brackets_of_either_width_find_a_name(ask, text):
    (found,) = json.loads(ask("lookup", text, "--json").stdout)
    assert (found["enterprise_name"], found["found_by"]) == ("厦门纸业（集团）有限公司", "name")


def test_a_bracket_in_a_name_is_shown_as_it_is(ask):
    assert "[bold]" in ask("lookup", STEEL).stdout


def test_history_shows_codes_and_masks_persons(ask):
    result = ask("history", STEEL)
    assert result.exit_code == 0
    assert f"{STEEL}001PDA001" in result.stdout
    assert "张**" in result.stdout
    assert "张三丰" not in result.stdout
    told = json.loads(ask("history", "MN77", "--json").stdout)
    assert told["code"]["site_code"] == f"{STEEL}001P"
    assert "13812345678" not in json.dumps(told)


def test_a_day_before_the_first_run_knows_nothing(ask):
    result = ask("as-of", "2020-01-01", STEEL)
    assert result.exit_code == 2
    assert "unknown_code" in result.stderr
    assert ask("as-of", "2999-01-01", STEEL).exit_code == 0


def test_explain_says_why_not_and_draws_it(ask, tmp_path):
    picture = tmp_path / "why.html"
    result = ask("explain", "厦门纸业", STEEL, "--picture", str(picture), "--json")
    told = json.loads(result.stdout)
    assert not told["is_same"]
    assert told["steps"][0]["verdict"] in {"differs", "missing"}
    assert told["score"] == pytest.approx(sum(bar["weight"] for bar in told["bars"]), abs=0.01)
    page = picture.read_text("utf-8")
    assert "<svg" in page
    assert "[bold]" in page or "福州" in page
    assert "张三丰" not in page
    assert ask("explain", "厦门纸业", STEEL).exit_code == 0
    assert ask("explain", "厦门纸业", "nobody").exit_code == 2


def test_rebuild_check_tells_a_table_that_is_astray_and_rebuild_mends_it(ask, filled):
    assert ask("rebuild", "--check").exit_code == 0
    lake.replace(filled, LINK, lake.scan(filled, LINK).collect().head(1))
    result = ask("rebuild", "--check", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"differing": [LINK], "written": False}
    assert ask("rebuild").exit_code == 0
    assert ask("rebuild", "--check").exit_code == 0


def test_stats_and_the_empty_queue_are_told(ask, tmp_path):
    assert json.loads(ask("stats", "--json").stdout)["企业 enterprises"]
    assert json.loads(ask("review", "--json").stdout)["pairs"] == 0
    assert ask("review", "--export", str(tmp_path / "r.xlsx")).exit_code == 0
    refused = ask("review", "--import", str(tmp_path / "r.xlsx"))
    assert refused.exit_code == 2
    assert "no_steward" in refused.stderr
