"""docs/how-to/check-a-frame-with-pandera.md: its Python runs as it stands."""

import re
from pathlib import Path

import pandera.errors
import polars as pl
import pytest

from ecolake.standards import schema_for

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "check-a-frame-with-pandera.md"


@pytest.mark.filterwarnings("ignore::pandera.errors.SchemaWarning")  # the page says that flags are warnings
def test_its_example_refuses_a_file_of_empty_hours(tmp_path, monkeypatch, capsys):
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    kinds = schema_for("mee.air_station_hourly").dataset.schema
    pl.DataFrame({name: [None] for name in kinds}, schema=kinds).write_parquet("hours.parquet")
    with pytest.raises(pandera.errors.SchemaErrors, match=r"station_code\.required"):
        exec(compile(example, PAGE.name, "exec"))  # noqa: S102  the page's own words
    assert "station_code" in capsys.readouterr().out
