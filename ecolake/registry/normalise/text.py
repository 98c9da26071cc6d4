"""Text without what carries no meaning: width, case, blanks, punctuation. Does not belong here: words (`names`, `addresses`)."""

import polars as pl

# Everything but letters, digits and Chinese characters; brackets are dealt with before.
_MARKS = r"[^\p{L}\p{N}]+"


def half_width(text: pl.Expr) -> pl.Expr:
    """Compatible forms as one: full width as half width, ligatures apart; upper case; no blanks; empty as null."""
    plain = text.str.normalize("NFKC").str.to_uppercase().str.replace_all(r"\s+", "")
    return pl.when(plain.str.len_bytes() > 0).then(plain)


def bare(text: pl.Expr) -> pl.Expr:
    """Letters, digits and Chinese characters alone, in one width and case; nothing left is null."""
    plain = text.str.normalize("NFKC").str.to_uppercase().str.replace_all(_MARKS, "")
    return pl.when(plain.str.len_bytes() > 0).then(plain)


def over_distinct(values: pl.Series, *steps: list[pl.Expr]) -> pl.DataFrame:
    """Evaluate expressions on the distinct values of a column, step by step, and give each row its own."""
    told = values.unique().drop_nulls().to_frame()
    for step in steps:
        told = told.with_columns(step)
    return values.to_frame().join(told, on=values.name, how="left", maintain_order="left")
