"""A sheet shows each layer with its name, its number of features and its classes, and becomes a small picture."""

import struct
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest

from benchmarks import map_sheet
from ecolake.map import record
from ecolake.map.build import build
from tests.support.small_map import home_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    home = home_of(tmp_path_factory.mktemp("sheet"))
    home.simulated.mkdir(parents=True)
    made, _ = build(home)
    drawn = map_sheet.draw(record.current_folder(home), "<all>", list(made.layers), made.simulated)
    return ET.fromstring(drawn)  # noqa: S314  our own text


def test_it_names_every_layer_and_says_that_it_is_simulated(sheet):
    words = [one.text for one in sheet.iter(f"{SVG}text")]
    assert {"<all>", "主要河流水系", "国控空气站实时指数", "县级空气质量排名", "4", "1"} <= set(words)
    assert any("simulated" in word for word in words)


def test_a_feature_is_drawn_in_the_colour_of_its_class(sheet):
    (stations,) = [one for one in sheet.iter(f"{SVG}g") if one.get("fill") == "#ffff00"]
    assert stations[0].get("d").count("z") == 0
    assert stations[0].get("d").count("M") == 4
    assert [one.get("stroke") for one in sheet.iter(f"{SVG}path") if one.get("stroke-linecap")] == ["#00ccff"]


def test_a_picture_keeps_the_colours_that_are_named_and_nears_the_others():
    pixels = np.array([[[255, 0, 0], [254, 0, 0]], [[0, 0, 255], [0, 0, 255]]], dtype=np.uint8)
    data = map_sheet._png(pixels, np.array([0xFF0000]))
    palette = data[data.index(b"PLTE") + 4 :][:9]
    assert bytes([255, 0, 0]) in palette
    start = data.index(b"IDAT")
    (size,) = struct.unpack(">I", data[start - 4 : start])
    rows = np.frombuffer(zlib.decompress(data[start + 4 : start + 4 + size]), dtype=np.uint8).reshape(2, 3)
    assert rows[:, 0].tolist() == [0, 0]
    assert rows[1, 1] == rows[1, 2] != rows[0, 1]
