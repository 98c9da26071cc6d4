"""How alike two texts are: the share of pairs of neighbouring characters that they have in common.

Chinese has no spaces between words; pairs of characters are its words, near enough, and need no dictionary.
"""

import polars as pl


def likeness(texts: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """Return the Jaccard index of the character bigrams of each pair, 0 to 1; 0 where a text is missing or has one character.

    Args:
        texts: `report` and `words`.
        pairs: `report` and `other`.

    Source:
        Jaccard, P. (1912), The distribution of the flora in the alpine zone, New Phytologist 11(2): shared over all.
    """
    needed = pl.concat([pairs["report"], pairs["other"]]).unique()
    grams = _bigrams(texts.filter(pl.col("report").is_in(needed.implode())))
    sizes = grams.group_by("report").len("size")
    places = pairs.select("report", "other").with_row_index("place")
    shared = (
        places.join(grams, on="report")
        .join(grams, left_on=["other", "gram"], right_on=["report", "gram"])
        .group_by("place")
        .len("shared")
    )
    told = (
        places.join(sizes, on="report", how="left")
        .join(sizes, left_on="other", right_on="report", how="left", suffix="_other")
        .join(shared, on="place", how="left")
        .sort("place")
    )
    common = pl.col("shared").fill_null(0).cast(pl.Float64)
    return told.select((common / (pl.col("size") + pl.col("size_other") - common)).fill_null(0.0)).to_series()


def _bigrams(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the distinct pairs of neighbouring letters, digits and characters of each text."""
    characters = texts.select(
        "report", character=pl.col("words").str.to_lowercase().str.extract_all(r"[\p{L}\p{N}]")
    ).explode("character", empty_as_null=True)
    following = pl.col("character").shift(-1).over("report")
    return characters.select("report", gram=pl.concat_str("character", following)).drop_nulls("gram").unique()
