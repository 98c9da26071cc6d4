"""An error is a panel in both languages and an exit code, for a program a JSON object; never a traceback."""

import json

import pytest

from ecolake import errors
from ecolake.errors import BusyError, EcolakeError, GateError, TransportError, UnreadableError
from orchestration.cli.output import EXIT_CODES

AIR = ("--source", "mee", "--dataset", "air_station_hourly")


@pytest.mark.parametrize(
    ("arguments", "code", "nearest"),
    [
        (("accept", "--source", "mea", "--dataset", "air_station_hourly", "x"), "unknown_source", "mee"),
        (
            ("accept", "--source", "mee", "--dataset", "air_hourly", "x"),
            "unknown_dataset",
            "air_station_hourly",
        ),
        (("rejects", "show", "--source", "iott"), "unknown_source", "iot"),
        (("rejects", "show", "--dataset", "hj212_frames"), "unknown_dataset", "hj212_frame"),
        (("standards", "show", "longitud"), "unknown_standard", "longitude"),
    ],
)
def test_a_name_that_is_not_there_is_wrong_usage_and_the_nearest_is_offered(
    ecolake, arguments, code, nearest
):
    result = ecolake(*arguments)
    assert result.exit_code == 2
    assert code in result.stderr
    assert f"Did you mean '{nearest}'?" in result.stderr
    assert f"是否指“{nearest}”？" in result.stderr
    assert result.stdout == ""


def test_with_json_the_error_is_an_object_on_stderr(ecolake):
    result = ecolake("query", "select 1", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    error = json.loads(result.stderr)["error"]
    assert error["code"] == "nothing_published"
    assert set(error) == {"code", "en", "zh", "where", "hint_en", "hint_zh", "exit_code"}


def test_markup_in_a_message_is_text(ecolake, tmp_path):
    assert "[bold]" in ecolake("accept", *AIR, tmp_path / "[bold].json").stderr.replace("\n", "")


@pytest.mark.parametrize("fault", [UnreadableError, TransportError, GateError, BusyError])
def test_every_kind_of_error_has_its_own_exit_code(ecolake, monkeypatch, fault):
    def refuse(home):
        raise fault("made_up", "It failed.", "失败。")

    monkeypatch.setattr("ecolake.warehouse.releases.releases", refuse)
    assert ecolake("releases").exit_code == fault.exit_code


def test_the_table_of_exit_codes_is_whole_and_in_the_help(ecolake):
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, EcolakeError)
    ]
    assert {kind.exit_code for kind in kinds} <= set(EXIT_CODES)
    shown = ecolake("--help").stdout
    assert all(zh in shown and en in shown for en, zh in EXIT_CODES.values())


def test_what_the_operating_system_refuses_is_no_traceback(ecolake, monkeypatch):
    def full(home):
        raise OSError(28, "No space left on device", "lake")

    monkeypatch.setattr("ecolake.warehouse.releases.releases", full)
    result = ecolake("releases")
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert "Traceback" not in result.stderr
