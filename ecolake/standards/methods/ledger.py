"""The rules of the problem ledger: the shape of `standards/methods/ledger.yaml`.

Shape only; what is done with it is in `ecolake.domain.ledger` and `ecolake.warehouse.problem_reports`.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field, model_validator

from ecolake.standards.catalogue import Item, Standards
from ecolake.standards.findings import did_you_mean
from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model, Text

FILE = "ledger.yaml"
Channel = Literal[
    "hotline_12369",
    "petition",
    "enforcement",
    "grid_patrol",
    "inspection",
    "department",
    "monitoring",
    "satellite",
]
Fault = tuple[tuple[str | int, ...], str, str]
RECEIVED = "_received_at"


class Report(Model):
    """How the rows of a dataset report problems.

    Attributes:
        channel: By which way they come.
        found: The item that says when, a date or an instant; `_received_at` where none does.
        kind: The item whose code says of what kind.
        always: The kinds of all its rows, where no item says it.
        words: The item with the words of whoever reports.
        county: The item with the name of the county, where no item has the code of the division or of the grid unit.
        owner: The item that names who has to deal with it.
        due: The item that says by when.
        closed: The item that says since when it is closed.
        done: Items without a day that say that it is dealt with, each with its codes that do; it counts from the day of receipt. The day that
            `closed` says goes first. Other codes keep nothing open: these states are kept up less well than days.
        only: The item that has to be true for a row to be a report; one that is empty counts as true where the item may be empty.
        is_public: Whether somebody of the public waits for an answer.
        refers: Items that name another report, and the dataset of that one.
    """

    channel: Channel
    found: str
    kind: str | None = None
    always: tuple[str, ...] = ()
    words: str | None = None
    county: str | None = None
    owner: str | None = None
    due: str | None = None
    closed: str | None = None
    done: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    only: str | None = None
    is_public: bool = False
    refers: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_a_kind(self) -> "Report":
        if (self.kind is None) == (not self.always):
            raise ValueError("say either the item of the kind or the kinds of all rows")
        return self

    @property
    def items(self) -> tuple[str, ...]:
        """The items that are spoken of."""
        said = (self.found, self.kind, self.words, self.county, self.owner, self.due, self.closed, self.only)
        return (*(one for one in said if one is not None and one != RECEIVED), *self.done, *self.refers)


class Kinds(Model):
    """Of what kind a matter is, by the code that its report bears.

    Attributes:
        basis: Nobody published it.
        reason: Why it is so.
        titles: What each kind is called.
        of: The kinds of each code.
    """

    basis: Literal["proposed"]
    reason: str
    titles: dict[str, Text]
    of: dict[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _all_have_titles(self) -> "Kinds":
        if unknown := sorted({kind for kinds in self.of.values() for kind in kinds} - self.titles.keys()):
            raise ValueError(f"kinds without a title: {unknown}")
        return self


class Way(Model):
    """A way by which reports come.

    Attributes:
        title: What it is called.
        deadline: Days after it was found in which a problem has to be dealt with, where its report does not say.
    """

    title: Text
    deadline: Figure


class Same(Model):
    """When two reports are the same matter.

    Attributes:
        enterprise_days: Days between two reports on one enterprise.
        place_metres: Metres between two places that are one.
        place_days: Days between two reports of one place.
        words_days: Days between two reports in the same words.
        words_likeness: Least share of pairs of neighbouring characters that two texts have in common.
        site_metres: Metres from an enterprise at which a report without a name is about it.
        at_most_days: Days from the first to the last report of a problem, but for those that name another.
    """

    enterprise_days: Figure
    place_metres: Figure
    place_days: Figure
    words_days: Figure
    words_likeness: Figure
    site_metres: Figure
    at_most_days: Figure


class LedgerMethod(Model):
    """The whole file.

    Attributes:
        reports: Which rows report problems, by dataset.
        sites: The datasets whose rows say where the site of an enterprise is.
        kinds: Of what kind they are.
        same: When two are the same matter.
        channels: The ways by which reports come.
        due_soon_days: Days before its deadline from which a problem is due soon.
        relapse_days: Days after its closing in which a matter of the same kind at the same enterprise is a relapse.
        alarm_hours: Hours on end above a limit from which an alarm is a problem.
    """

    reports: dict[str, Report]
    sites: tuple[str, ...]
    kinds: Kinds
    same: Same
    channels: dict[Channel, Way]
    due_soon_days: Figure
    relapse_days: Figure
    alarm_hours: Figure


def faults_of(method: LedgerMethod, standards: Standards) -> Iterator[Fault]:
    """Find datasets and items that do not exist, and channels without a deadline."""
    for name in method.sites:
        if name not in standards.datasets:
            yield ("sites",), f"there is no dataset '{name}'", did_you_mean(name, standards.datasets)
    for name, report in method.reports.items():
        if name not in standards.datasets:
            yield ("reports", name), f"there is no dataset '{name}'", did_you_mean(name, standards.datasets)
            continue
        yield from _faults_of_items(name, report, standards.datasets[name].items)
        for other in report.refers.values():
            if other not in method.reports:
                yield (
                    ("reports", name, "refers"),
                    f"'{other}' reports no problems",
                    did_you_mean(other, method.reports),
                )
        if report.channel not in method.channels:
            yield ("channels",), f"the channel '{report.channel}' is not described", ""


def _faults_of_items(name: str, report: Report, items: Mapping[str, Item]) -> Iterator[Fault]:
    for item in report.items:
        if item not in items:
            yield ("reports", name), f"there is no item '{item}'", did_you_mean(item, items)
    for item, codes in report.done.items():
        known = items[item].codes if item in items else None
        for code in sorted(set(codes) - set(known.sorted_codes if known else codes)):
            yield ("reports", name, "done"), f"'{item}' has no code '{code}'", ""
