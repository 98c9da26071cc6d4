"""Options that several commands share, and the look-up of a dataset by what a person typed."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ecolake.errors import UsageError

if TYPE_CHECKING:
    from ecolake.home import Home
    from ecolake.standards.catalogue import Dataset, Standards
    from ecolake.standards.findings import Finding

_JSON = "ecolake.json"


def _remember(ctx: typer.Context, value: bool) -> bool:
    ctx.meta[_JSON] = value
    return value


def is_json(ctx: typer.Context) -> bool:
    """Whether the command was asked for JSON; known to the whole chain of contexts."""
    return bool(ctx.meta.get(_JSON, False))


Json = Annotated[
    bool,
    typer.Option(
        "--json", help="JSON on stdout, nothing else there · 输出 JSON", callback=_remember, is_eager=True
    ),
]


def workplace() -> "tuple[Home, Standards]":
    """The home of this environment and its standards, loaded.

    Raises:
        StandardsError: The standards hold faults.
    """
    from ecolake.home import Home
    from ecolake.standards.load import standards_error

    home = Home.from_environment()
    standards, findings = inspect_standards(home)
    if standards is None or findings:
        raise standards_error(findings)
    return home, standards


def inspect_standards(home: "Home") -> "tuple[Standards | None, list[Finding]]":
    """The standards, and all that is wrong with them; the derivations are looked at once the rest is sound."""
    from ecolake.derivation_lint import inspect_derivations
    from ecolake.registry.lint import inspect_matching
    from ecolake.standards.load import inspect
    from ecolake.standards.map.files import inspect_layers
    from ecolake.standards.methods.files import inspect_methods
    from ecolake.standards.registry_files import inspect_enterprise_rules

    standards, findings = inspect(home.standards)
    if standards is not None:
        findings = [
            *inspect_derivations(standards, home.standards),
            *inspect_enterprise_rules(standards, home.standards),
            *inspect_methods(standards, home.standards),
            *inspect_layers(standards, home.standards),
            *inspect_matching(home.standards, standards),
        ]
    return standards, findings


def find_dataset(standards: "Standards", source: str, dataset: str) -> "Dataset":
    """The dataset of a source.

    Raises:
        UsageError: There is no such source, or it has no such dataset.
    """
    check_source(standards, source)
    names = [known.name for known in standards.datasets.values() if known.source == source]
    if dataset not in names:
        raise unknown("dataset", "数据集", dataset, names, where=f"source {source}")
    return standards.datasets[f"{source}.{dataset}"]


def check_source(standards: "Standards", source: str) -> None:
    """Refuse a source that is not declared.

    Raises:
        UsageError: There is no such source.
    """
    if source not in standards.sources:
        raise unknown("source", "来源", source, standards.sources)


def find_source(standards: "Standards", name: str) -> str:
    """The source that a person names by its id, or by its Chinese or English title, whole or in part.

    Raises:
        UsageError: No source is called so, or several are.
    """
    if name in standards.sources:
        return name
    wanted = name.strip().lower()
    titles = {one: (source.title.zh, source.title.en.lower()) for one, source in standards.sources.items()}
    found = sorted(one for one, names in titles.items() if wanted in names)
    found = found or sorted(one for one, names in titles.items() if any(wanted in title for title in names))
    if len(found) == 1 and wanted:
        return found[0]
    raise unknown("source", "来源", name, found or standards.sources)


def unknown(kind: str, kind_zh: str, name: str, known: Iterable[str], where: str = "") -> UsageError:
    """Phrase a name that is not there, with the nearest that is."""
    from ecolake.standards.findings import did_you_mean

    names = sorted(known)
    near = did_you_mean(name, names)
    nearest = near.removeprefix("did you mean '").removesuffix("'?")
    return UsageError(
        f"unknown_{kind.replace(' ', '_')}",
        f"There is no {kind} '{name}'.",
        f"没有名为“{name}”的{kind_zh}。",
        where=where,
        hint_en=near[:1].upper() + near[1:] if near else f"There are: {', '.join(names)}.",
        hint_zh=f"是否指“{nearest}”？" if near else f"可用：{'、'.join(names)}。",
    )


def read_day(text: str | None) -> date | None:
    """Read the day of `--as-of` as it was typed; nothing typed is no day.

    Raises:
        UsageError: It is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            "bad_day",
            f"'{text}' is no day.",
            f"“{text}”不是日期。",
            where="--as-of",
            hint_en="Write it as 2026-10-31.",
            hint_zh="请写成 2026-10-31 的形式。",
        ) from None
