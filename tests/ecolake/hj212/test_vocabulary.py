"""The code lists of the protocol: whole, explained, and the only place that says what is tolerated."""

import csv
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

from ecolake.hj212.decode import decode_line
from ecolake.hj212.encode import encode_frame
from ecolake.hj212.vocabulary import LISTS, Vocabulary, default_vocabulary

CODES = Path(__file__).parents[3] / "standards" / "codelists"
NAMES = sorted({*LISTS, "hj212_reason", "hj212_deviation"})


def rows(name, folder=CODES):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_explained_and_every_code_is_there_once(name):
    header = yaml.safe_load((CODES / f"{name}.yaml").read_text(encoding="utf-8"))
    table = rows(name)
    assert set(header) == {"title", "edition", "source", "trust", "columns"}
    assert list(header["columns"]) == list(table[0])
    codes = [row["code"] for row in table]
    assert len(codes) == len(set(codes))
    assert all(codes)


def test_every_name_of_the_standard_is_known_and_every_code_form_is_a_pattern():
    words = Vocabulary.load(CODES)
    for row in rows("hj212_field"):
        if row["kind"] == "code":
            re.compile(row["code"])
        elif row["kind"] == "header":
            assert words.header(row["code"]).name == row["code"]
        else:
            name = f"w01018{row['code']}" if row["code"].startswith("-") else row["code"]
            assert words.field(name).kind == row["kind"]


def test_a_row_is_all_it_takes_to_tolerate_a_field(tmp_path):
    frame = encode_frame("ST=32;CN=2011;MN=1;CP=&&w01018-Median=1&&")
    assert decode_line(frame)[0].reason == "unknown_field"
    shutil.copytree(CODES, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "hj212_field.csv").open("a", encoding="utf-8") as text:
        text.write("-Median,statistic,extension,unit,中位数,median,test\n")
    (accepted,) = decode_line(frame, vocabulary=Vocabulary.load(tmp_path))
    assert accepted.readings[0].statistic == "Median"
    assert "extension_field" in accepted.deviations


def test_a_changed_list_is_read_again(tmp_path, monkeypatch):
    shutil.copytree(CODES, tmp_path / "standards" / "codelists")
    monkeypatch.setenv("ECOLAKE_PROJECT", str(tmp_path))
    before = default_vocabulary()
    assert default_vocabulary() is before
    os.utime(tmp_path / "standards" / "codelists" / "pollutant.csv", ns=(1, 1))
    assert default_vocabulary() is not before


def test_invented_names_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("ecolake.hj212.vocabulary._CACHE_LIMIT", 10)
    words = Vocabulary.load(CODES)
    for number in range(100):
        words.field(f"Invented{number}")
    assert len(words.known) <= 10
