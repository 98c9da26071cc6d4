"""Every layer of the map that was built, drawn small, a sheet for each group: `python -m benchmarks.map_sheet FOLDER [BROWSER]`.

`ECOLAKE_HOME` says which home. Each sheet is an SVG by hand, without any library; with the path of a browser (Chromium and its
like) it becomes a PNG too. What is drawn is what the files hold: geometries, classes and colours are read from the GeoParquet alone.
"""

import json
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
import shapely

from ecolake.home import Home
from ecolake.map import record
from ecolake.standards.map.files import load_layers

_ACROSS, _WIDE, _HIGH, _HEAD, _TOP = 6, 206, 238, 34, 40
_BASE: Final = "air/air_county_ranking.parquet"
_NONE: Final = "#b9b9b9"
# Symbols of a few features are drawn as themselves; of many, each is a dot.
_FEW: Final = 320
_SEEN: Final = 3
_FONT: Final = "font-family:'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif"


_OUTLINES: Final = "县域轮廓由点位推算，不是行政界线 · outlines of counties are derived from what lies in them, they are no boundaries"
_COLOURS: Final = 200
# The browser draws the sheet on a canvas, and says its pixels as text.
_PAGE: Final = """<!doctype html><body><script>
const canvas = new OffscreenCanvas(%d, %d), image = new Image()
image.onload = () => {
  const pen = canvas.getContext('2d')
  pen.drawImage(image, 0, 0)
  const bytes = pen.getImageData(0, 0, canvas.width, canvas.height).data
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  document.body.textContent = 'pixels:' + btoa(text)
}
image.src = 'data:image/svg+xml;base64,%s'
</script>"""


class Frame:
    """Degrees to pixels of a thumbnail, the same for all layers."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        self.shrink = float(np.cos(np.radians((south + north) / 2)))
        self.scale = min((_WIDE - 14) / ((east - west) * self.shrink), (_HIGH - _HEAD - 20) / (north - south))
        self.west, self.north = west, north + 0.06

    def __call__(self, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Places of (n, 2) degrees."""
        x = 4 + (places[:, 0] - self.west) * self.shrink * self.scale
        y = _HEAD + 4 + (self.north - places[:, 1]) * self.scale
        return np.asarray(np.round(np.stack([x, y], axis=1), 1), dtype=float)


def draw(folder: Path, title: str, built: list[record.Built], simulated: bool) -> str:
    """One sheet: the layers of a group.

    Args:
        folder: Of the build.
        title: Above the sheet.
        built: Its layers.
        simulated: Whether all of it is invented.
    """
    counties = np.asarray(shapely.from_wkb(pq.read_table(folder / _BASE)["geometry"].to_pylist()))
    frame = Frame(tuple(shapely.total_bounds(counties)))
    base = "".join(_areas(shapely.simplify(counties, 0.008), frame))
    rows = -(-len(built) // _ACROSS)
    wide, high = _ACROSS * _WIDE + 12, _TOP + rows * _HIGH + 8
    said = "模拟数据 simulated data · " if simulated else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" style="{_FONT}">',
        f'<rect width="{wide}" height="{high}" fill="#fff"/><defs><g id="base" fill="#f4f1e8" stroke="#d9d3c3" stroke-width=".5">{base}</g></defs>',
        f'<text x="10" y="25" font-size="18" font-weight="bold">{escape(title)}</text>',
        f'<text x="{wide - 10}" y="24" font-size="10.5" fill="#666" text-anchor="end">{said}{_OUTLINES}</text>',
    ]
    for at, layer in enumerate(built):
        x, y = 6 + at % _ACROSS * _WIDE, _TOP + at // _ACROSS * _HIGH
        parts.append(
            f'<g transform="translate({x} {y})">{"".join(_thumbnail(folder / layer.file, frame))}</g>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _thumbnail(file: Path, frame: Frame) -> Iterator[str]:
    table = pq.read_table(file)
    about = json.loads(table.schema.metadata[b"ecolake"])
    shapes = np.asarray(shapely.from_wkb(table["geometry"].to_pylist()), dtype=object)
    classes = (about["grading"] or {}).get("classes", [])
    grades = np.zeros(len(shapes), dtype=int)
    if classes:
        grades = np.nan_to_num(np.asarray(table["grade_class"].to_numpy(), dtype=float)).astype(int)
    clip = f"c{escape(about['layer'])}"
    yield f'<rect width="{_WIDE - 6}" height="{_HIGH - 6}" fill="#eaf1f6" stroke="#c8d3da"/>'
    yield f'<clipPath id="{clip}"><rect width="{_WIDE - 6}" height="{_HIGH - 6}"/></clipPath>'
    yield f'<rect x=".5" y=".5" width="{_WIDE - 7}" height="{_HEAD - 2}" fill="#fff"/>'
    yield f'<text x="5" y="14" font-size="11.5" font-weight="bold">{escape(about["title"]["zh"])}</text>'
    yield f'<text x="{_WIDE - 10}" y="14" font-size="9.5" fill="#555" text-anchor="end">{len(shapes):,}</text>'
    yield f'<text x="5" y="27" font-size="9" fill="#555">{escape(about["title"]["en"])}</text>'
    yield f'<g clip-path="url(#{clip})"><use href="#base"/>'
    # The rarest class comes last, so that it lies on top; what has none lies below all.
    numbers, counts = np.unique(grades, return_counts=True)
    for number in numbers[np.lexsort((-counts, numbers > 0))].tolist():
        colour = classes[number - 1]["colour"] if number else _NONE if classes else about["style"]["colour"]
        yield from _features(shapes[grades == number], colour, about["style"], frame, len(shapes))
    yield "</g>"
    yield from _legend(classes, grades)


def _features(shapes: Any, colour: str, style: dict[str, Any], frame: Frame, many: int) -> Iterator[str]:
    kinds = shapely.get_dimensions(shapes)
    sides = shapely.bounds(shapes)
    # What is too small to be seen as an area, as a cell of a fine grid, is drawn as a dot.
    small = (kinds == 2) & ((sides[:, 2] - sides[:, 0]) * frame.scale < _SEEN)
    shapes, kinds = np.where(small, shapely.centroid(shapes), shapes), np.where(small, 0, kinds)
    areas = list(_areas(shapely.simplify(shapes[kinds == 2], 0.004), frame))
    if areas:
        yield f'<g fill="{colour}" stroke="#fff" stroke-width=".4">{"".join(areas)}</g>'
    lines = "".join(
        _path(frame(shapely.get_coordinates(one))) for one in shapely.get_parts(shapes[kinds == 1])
    )
    if lines:
        wide = min(style["size"], 2) * 0.8
        yield f'<path d="{lines}" fill="none" stroke="{colour}" stroke-width="{wide:.1f}" stroke-linecap="round" stroke-linejoin="round"/>'
    places = frame(shapely.get_coordinates(shapes[kinds == 0]))
    if len(places) == 0:
        return
    if many <= _FEW:
        yield f'<g fill="{colour}" stroke="#333" stroke-width="{0.5 if many < 150 else 0.3}">'
        yield f'<path d="{"".join(_glyph(x, y, style) for x, y in places)}"/></g>'
        return
    places = np.unique(places, axis=0)
    dots = "".join(f"M{x:g} {y:g}h0" for x, y in places)
    size = 1.3 if many > 8000 else 1.8 if many > 3000 else 2.4
    yield f'<path d="{dots}" stroke="{colour}" stroke-width="{size}" stroke-linecap="round" fill="none"/>'


def _glyph(x: float, y: float, style: dict[str, Any]) -> str:
    r = 0.55 * style["size"]
    match style["symbol"]:
        case "triangle":
            return f"M{x:g} {y - r:.1f}l{r:.1f} {1.8 * r:.1f}h{-2 * r:.1f}z"
        case "diamond":
            return f"M{x:g} {y - 1.2 * r:.1f}l{r:.1f} {1.2 * r:.1f}l{-r:.1f} {1.2 * r:.1f}l{-r:.1f} {-1.2 * r:.1f}z"
        case "square":
            return f"M{x - r:.1f} {y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z"
        case _:
            return (
                f"M{x - r:.1f} {y:g}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0"
            )


def _areas(shapes: Any, frame: Frame) -> Iterator[str]:
    for shape in shapes:
        rings = (
            ring
            for part in shapely.get_parts(shape)
            if shapely.get_dimensions(part) == 2
            for ring in (shapely.get_exterior_ring(part), *shapely.get_rings(part)[1:])
        )
        drawn = "".join(f"{_path(frame(shapely.get_coordinates(ring)))}z" for ring in rings)
        if drawn:
            yield f'<path fill-rule="evenodd" d="{drawn}"/>'


def _path(places: npt.NDArray[np.float64]) -> str:
    return f"M{places[0, 0]:g} {places[0, 1]:g}L{' '.join(f'{x:g} {y:g}' for x, y in places[1:])}"


def _legend(classes: list[dict[str, Any]], grades: npt.NDArray[np.int_]) -> Iterator[str]:
    """Chips of the classes, in the sea below the coast; those without any feature are faint."""
    there = set(grades.tolist())
    words = [one["title"]["zh"] for one in classes]
    longest = max((sum(1 if sign.isascii() else 1.75 for sign in word) for word in words), default=0)
    x, y = _WIDE - 24 - 5.0 * longest, _HIGH - 12 - 10.5 * len(classes)
    if classes:
        yield f'<rect x="{x - 2:.1f}" y="{y - 2:.1f}" width="{_WIDE - 7 - x:.1f}" height="{_HIGH - 5 - y:.1f}" fill="#eaf1f6" opacity=".75"/>'
    for at, one in enumerate(classes):
        top = y + 10.5 * at
        faint = "" if at + 1 in there else ' opacity=".35"'
        yield f'<g{faint}><rect x="{x:.1f}" y="{top:.1f}" width="8" height="8" fill="{one["colour"]}" stroke="#777" stroke-width=".4"/>'
        yield f'<text x="{x + 11:.1f}" y="{top + 7.5:.1f}" font-size="9">{escape(words[at])}</text></g>'


def photograph(svg: Path, browser: str) -> Path:
    """Turn a sheet into a PNG beside it, of few colours and therefore small.

    Args:
        svg: The sheet.
        browser: Path of a browser that takes `--headless --dump-dom`.
    """
    text = svg.read_text(encoding="utf-8")
    wide, high = (int(text.partition(f'{side}="')[2].partition('"')[0]) for side in ("width", "height"))
    with tempfile.TemporaryDirectory() as profile:
        page = Path(profile, "sheet.html")
        page.write_text(_PAGE % (wide, high, b64encode(text.encode()).decode()), encoding="utf-8")
        said = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
             "--virtual-time-budget=30000", "--dump-dom", page.as_uri()],
            check=True,
            capture_output=True,
            text=True,
            timeout=180,
        ).stdout  # fmt: skip
    pixels = np.frombuffer(b64decode(said.partition("pixels:")[2].partition("<")[0]), dtype=np.uint8)
    png = svg.with_suffix(".png")
    named = np.unique([int(one, 16) for one in re.findall(r'"#([0-9a-f]{6})"', text)])
    png.write_bytes(_png(pixels.reshape(high, wide, 4)[:, :, :3], named))
    return png


def _png(pixels: npt.NDArray[np.uint8], named: npt.NDArray[np.int_]) -> bytes:
    """A PNG with a palette of the colours of the sheet and the commonest others; edges and letters take the nearest."""
    high, wide, _ = pixels.shape
    packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], dtype=np.uint32)
    colours, where, many = np.unique(packed, return_inverse=True, return_counts=True)
    common = colours[np.argsort(-many, kind="stable")]
    chosen = np.sort([*named[:_COLOURS], *common[~np.isin(common, named)][: max(0, _COLOURS - len(named))]])
    apart = [
        (colours[:, None] >> shift & 255).astype(int) - (chosen >> shift & 255).astype(int)
        for shift in (16, 8, 0)
    ]
    nearest = sum(one**2 for one in apart).argmin(axis=1).astype(np.uint8)
    rows = np.zeros((high, wide + 1), dtype=np.uint8)
    rows[:, 1:] = nearest[where].reshape(high, wide)
    palette = b"".join(int(one).to_bytes(3, "big") for one in chosen)
    header = struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def main(arguments: list[str]) -> None:
    """Draw all sheets of the map that readers see."""
    home, target = Home.from_environment(), Path(arguments[0])
    target.mkdir(parents=True, exist_ok=True)
    folder = record.current_folder(home)
    made = record.read(folder)
    for group, title in load_layers(home.standards).register.groups.items():
        built = [one for one in made.layers if one.group == group]
        sheet = target / f"{group}.svg"
        sheet.write_text(
            draw(folder, f"{title.zh} {title.en}（{len(built)}）", built, made.simulated),
            encoding="utf-8",
        )
        if len(arguments) > 1:
            photograph(sheet, arguments[1])
            sheet.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
