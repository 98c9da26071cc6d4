"""What can be wrong with a GeoPackage or a Shapefile as a whole: the errors of `ecolake.formats.geo`, in words."""

from collections.abc import Sequence

from ecolake.errors import UnreadableError


def damaged(label: str, en: str, zh: str) -> UnreadableError:
    """Return the error for a file whose parts do not fit together."""
    return UnreadableError(
        "damaged_layer",
        f"The layer is damaged: {en}.",
        f"图层文件已损坏：{zh}。",
        where=label,
        hint_en="Fetch it again, or ask the source to export the layer anew.",
        hint_zh="请重新获取，或请提供单位重新导出图层。",
    )


def wrong_shape(label: str) -> UnreadableError:
    """Return the error for a file that is no geographic data that is read here."""
    return UnreadableError(
        "wrong_shape",
        "The file is neither a GeoPackage nor a zip that holds a Shapefile.",
        "文件既不是 GeoPackage，也不是内含 Shapefile 的 zip 压缩包。",
        where=label,
        hint_en="Ask the source for one of the two, or correct the source's `read: format`.",
        hint_zh="请提供单位报送二者之一，或更正数据源配置 `read: format`。",
    )


def unsafe(label: str, en: str, zh: str) -> UnreadableError:
    """Return the error for a GeoPackage that holds more than tables."""
    return UnreadableError(
        "unsafe_database",
        f"The GeoPackage is refused: {en}.",
        f"拒绝读取 GeoPackage：{zh}。",
        where=label,
        hint_en="Ask the source to export the layer into a new GeoPackage of plain tables.",
        hint_zh="请提供单位将图层导出到只含普通表的新 GeoPackage。",
    )


def which_layer(label: str, wanted: str | None, layers: Sequence[str]) -> UnreadableError:
    """Return the error for a layer that is not there, or for several without saying which."""
    listed = ", ".join(sorted(layers)[:8]) or "-"
    return UnreadableError(
        "missing_layer" if wanted or not layers else "ambiguous_layer",
        f"There is no layer {wanted!r}; the file has: {listed}."
        if wanted
        else f"Of {len(layers)} layers one is expected; the file has: {listed}.",
        f"没有图层 {wanted!r}；文件中的图层：{listed}。"
        if wanted
        else f"应当只有一个图层；文件中的图层：{listed}。",
        where=label,
        hint_en="Name the layer in the source's `read: layer`.",
        hint_zh="请在数据源配置 `read: layer` 中指明图层。",
    )


def unknown_crs(label: str, crs: str) -> UnreadableError:
    """Return the error for a coordinate reference system that cannot be converted."""
    return UnreadableError(
        "unknown_crs",
        f"Coordinates in {crs[:80]!r} cannot be converted to CGCS2000.",
        f"无法将坐标系 {crs[:80]!r} 转换为 CGCS2000。",
        where=label,
        hint_en="Ask the source for the layer in CGCS2000 (EPSG:4490), with its .prj file.",
        hint_zh="请提供单位以 CGCS2000（EPSG:4490）报送，并附 .prj 文件。",
    )
