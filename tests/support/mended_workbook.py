"""What a person does to a workbook: write into cells by the names in its heading, delete and copy lines; all in its XML."""

import zipfile
from copy import deepcopy
from xml.etree import ElementTree as ET

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Days since 1899-12-30 in this style are dates.
DATE_FORMAT = "14"
ET.register_namespace("", MAIN)


def tag(name):
    return f"{{{MAIN}}}{name}"


class Book:
    """A workbook taken apart.

    `book[name]` is the part of a sheet; `write(sheet, row, column, value)` writes a text, a number, a `Date` or, with None,
    nothing; `column` is the first line of a heading.
    """

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {one: archive.read(one) for one in archive.namelist()}
        book = ET.fromstring(self.parts["xl/workbook.xml"])  # noqa: S314
        targets = {
            one.get("Id"): one.get("Target")
            for one in ET.fromstring(self.parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
        }
        self.names = {one.get("name"): f"xl/{targets[one.get(LINKS)]}" for one in book.iter(tag("sheet"))}
        self.sheets = {name: ET.fromstring(self.parts[part]) for name, part in self.names.items()}  # noqa: S314

    def rows(self, sheet):
        """The rows of a sheet, by number."""
        return {int(row.get("r")): row for row in self.sheets[sheet].iter(tag("row"))}

    def cell(self, sheet, row, column):
        """A cell, made where there is none."""
        place = f"{self.letters(sheet, column)}{row}"
        line = self.rows(sheet)[row]
        found = next((one for one in line if one.get("r") == place), None)
        return found if found is not None else ET.SubElement(line, tag("c"), {"r": place})

    def letters(self, sheet, column):
        for one in self.rows(sheet)[2]:
            if "".join(one.itertext()).split("\n")[0] == column:
                return one.get("r").rstrip("0123456789")
        raise KeyError(column)

    def text(self, sheet, row, column):
        return "".join(self.cell(sheet, row, column).itertext())

    def write(self, sheet, row, column, value):
        cell = self.cell(sheet, row, column)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            ET.SubElement(ET.SubElement(cell, tag("is")), tag("t")).text = value
        elif isinstance(value, Date):
            cell.set("s", self.date_style())
            ET.SubElement(cell, tag("v")).text = str(value.serial)
        elif value is not None:
            ET.SubElement(cell, tag("v")).text = str(value)

    def date_style(self):
        """Add the style of a date."""
        styles = ET.fromstring(self.parts["xl/styles.xml"])  # noqa: S314
        forms = styles.find(tag("cellXfs"))
        ET.SubElement(forms, tag("xf"), {"numFmtId": DATE_FORMAT, "fontId": "0", "applyNumberFormat": "1"})
        self.parts["xl/styles.xml"] = ET.tostring(styles)
        return str(len(forms) - 1)

    def delete(self, sheet, row):
        self.sheets[sheet].find(tag("sheetData")).remove(self.rows(sheet)[row])

    def copy(self, sheet, row, to):
        """Copy a line below the others."""
        line = deepcopy(self.rows(sheet)[row])
        line.set("r", str(to))
        for one in line:
            one.set("r", one.get("r").rstrip("0123456789") + str(to))
        self.sheets[sheet].find(tag("sheetData")).append(line)

    def save(self, path):
        parts = self.parts | {self.names[name]: ET.tostring(page) for name, page in self.sheets.items()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                # With a date of its own: the clock would make the same workbook other bytes two seconds later.
                archive.writestr(zipfile.ZipInfo(name), data)
        return path


class Date:
    """A day or moment as a spreadsheet keeps it."""

    def __init__(self, serial):
        self.serial = serial
