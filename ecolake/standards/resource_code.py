"""The resource code of a dataset (信息资源代码), by the national guide to the government data catalogue of 2017.

The guide gives the first two levels: 2 is the theme class, 11 its item 生态环保. The third level is the catalogue's theme, the
part after the slash the category. Only the code scheme belongs here; the themes are a code list, where their digits stand.
"""

from typing import Final

from ecolake.standards.catalogue import Dataset, Standards

CLASS: Final = "211"
THEMES: Final = "catalogue_theme"
# A theme whose list gives no digits; no theme has them.
_UNNUMBERED: Final = "000"


def resource_code(standards: Standards, dataset: Dataset) -> str:
    """Return the code of a dataset, as `211001/016`.

    The levels and the two classes are the guide's; the digits of the theme are a proposal (`catalogue_theme`).
    """
    return f"{CLASS}{theme_number(standards, dataset.spec.theme)}/{dataset.category.zfill(3)}"


def theme_number(standards: Standards, theme: str) -> str:
    """Return the three digits of a theme; `000` when the list has none for it."""
    themes = standards.codelists.get(THEMES)
    if themes is None or "number" not in themes.columns:
        return _UNNUMBERED
    place = list(themes.columns).index("number")
    return next((row[place] for row in themes.rows if row[0] == theme), _UNNUMBERED)
