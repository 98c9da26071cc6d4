"""The trial run over all datasets that a change of the standards concerns, and what stands on them.

Reads the lake, the landing zone and the SQL of the models; writes nothing but scratch files.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import polars as pl

from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.impact.dataset_trial import DatasetTrial, try_dataset
from ecolake.impact.downstream import Reader, read_models
from ecolake.impact.examples import Example, examples
from ecolake.impact.plan import Plan, plan_for
from ecolake.standards.catalogue import Standards


@dataclass(frozen=True)
class DatasetImpact:
    """What a change of the standards does to the stored rows of one dataset.

    Attributes:
        trial: The rows that turn.
        department: Title of the source in zh and en.
        rejected: Rows that would be rejected, by rule.
        admitted: Rows that would no longer be rejected, by the rule that rejected them.
        examples: The first of either.
        readers: The models that stand on the dataset.
    """

    trial: DatasetTrial
    department: tuple[str, str]
    rejected: dict[str, int]
    admitted: dict[str, int]
    examples: tuple[Example, ...]
    readers: tuple[Reader, ...]

    @property
    def dataset_id(self) -> str:
        """`<source>.<dataset>`."""
        return self.trial.plan.new.id


def try_standards(
    home: Home, old: Standards, new: Standards, only: Collection[str] = (), shown: int = 5
) -> tuple[DatasetImpact, ...]:
    """Judge the stored rows under other standards.

    Args:
        home: The installation.
        old: The earlier standards.
        new: The later standards.
        only: Datasets or sources; all when none.
        shown: How many examples of a dataset are wanted.

    Returns:
        One for each dataset whose rows may be judged otherwise and of which something has landed, by id.
    """
    both = [name for name in sorted(new.datasets) if name in old.datasets]
    chosen = [name for name in both if not only or {name, name.partition(".")[0]} & set(only)]
    plans = [plan_for(old.datasets[name], new.datasets[name]) for name in chosen]
    models = None
    found = []
    for plan in plans:
        # Where either standard does not say how it arrives, there are not two judgements to hold against each other.
        judged_twice = plan.old.mapping is not None and plan.new.mapping is not None
        if plan.is_idle or not judged_twice or not (home.landing / plan.new.table).is_dir():
            continue
        models = models or read_models(home.dbt_project)
        trial = _try(home, plan, old, new)
        title = new.sources[plan.new.source].title
        found.append(
            DatasetImpact(
                trial=trial,
                department=(title.zh, title.en),
                rejected=_by_rule(trial.rejected),
                admitted=_by_rule(trial.admitted),
                examples=tuple(examples(trial, shown)),
                readers=models.readers(plan.new, plan.items),
            )
        )
    return tuple(found)


def _try(home: Home, plan: Plan, old: Standards, new: Standards) -> DatasetTrial:
    try:
        return try_dataset(home, plan, old, new)
    except FileNotFoundError as error:
        raise EcolakeError(
            "landed_file_gone",
            f"Rows of {plan.new.id} have to be read again, and a landed file of it is gone.",
            f"{plan.new.id} 的数据需重新读取，但其落地文件已不存在。",
            where=str(error.filename),
            hint_en="Bring the file back, or name the other datasets with --only.",
            hint_zh="请恢复该文件，或用 --only 指定其他数据集。",
        ) from error


def _by_rule(rows: pl.DataFrame) -> dict[str, int]:
    counts = rows.select(rule="rules").explode("rule").group_by("rule").len("rows").sort("rule")
    named: dict[Any, int] = dict(zip(counts["rule"], counts["rows"], strict=True))
    return {str(rule): rows for rule, rows in named.items() if rule is not None}
