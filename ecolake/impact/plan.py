"""What has to be judged again when a dataset's standard changes: nothing, the checks that changed, or all of it.

The rows are judged in `stored` and `landed`; here only the two standards are compared, by what they do, not by their words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.checks import Check
from ecolake.standards.compile import compile_dataset

REJECT = "reject"


@dataclass(frozen=True)
class Plan:
    """How much of a dataset has to be judged again.

    Attributes:
        old: The dataset under the earlier standard; None when it is new.
        new: The dataset under the later standard.
        changed: Checks that reject now and did not, or did otherwise.
        gone: Ids of checks that rejected and do not, or do otherwise.
        flagged: Ids of changed checks whose breach the stored row shows in its flags.
        whole: Why every row has to be judged whole, in zh and en; None when the changed checks are enough.
    """

    old: Dataset
    new: Dataset
    changed: tuple[Check, ...] = ()
    gone: frozenset[str] = frozenset()
    flagged: frozenset[str] = frozenset()
    whole: tuple[str, str] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether no row can be judged otherwise."""
        return not (self.changed or self.gone or self.whole)

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The items whose checks changed, in the order of the standard."""
        named = {item for check in (*self._lost, *self.changed) for item in check.items}
        everything = self.whole is not None
        return tuple(name for name in self.new.items if everything or name in named)

    @cached_property
    def is_of_content(self) -> bool:
        """Whether a row and its repetition are always judged alike: the checks look at nothing but what a row says.

        Not so where they ask how it was written: an empty cell and one that cannot be read are the same row.
        """
        arrival = {name for name, item in self.new.items.items() if item.arrival}
        derived = {name for name, item in self.new.items.items() if item.derived}
        said = set(self.new.items) - arrival - (derived if arrival else set())
        roots = {name for check in self.changed for name in check.holds.meta.root_names()}
        return roots <= said

    @cached_property
    def _lost(self) -> tuple[Check, ...]:
        return tuple(check for check in compile_dataset(self.old).checks if check.id in self.gone)


def plan_for(old: Dataset, new: Dataset) -> Plan:
    """Compare two standards of one dataset."""
    if old.fingerprint == new.fingerprint:
        return Plan(old, new)
    if reason := _whole(old, new):
        return Plan(old, new, whole=reason)
    before = {check.id: check for check in compile_dataset(old).checks}
    after = {check.id: check for check in compile_dataset(new).checks}
    rejected = {name: _meaning(check, old) for name, check in before.items() if check.severity == REJECT}
    rejects = {name: _meaning(check, new) for name, check in after.items() if check.severity == REJECT}
    changed = tuple(after[name] for name, meaning in rejects.items() if rejected.get(name) != meaning)
    gone = frozenset(name for name, meaning in rejected.items() if rejects.get(name) != meaning)
    flagged = frozenset(
        check.id for check in changed if check.id in before and before[check.id].severity == "flag"
    )
    if any(check.kind == "unread" and check.id not in flagged for check in changed):
        reason = "原先不标记不可读的值", "what could not be read was not marked on the row so far"
        return Plan(old, new, whole=reason)
    if new.spec.changes == "refuse" and (changed or gone):
        return Plan(
            old,
            new,
            whole=("已报内容不得更改，先报的行决定后报的行", "what came first decides over later rows"),
        )
    return Plan(old, new, changed, gone, flagged)


def _whole(old: Dataset, new: Dataset) -> tuple[str, str] | None:
    """Why the stored values say nothing of what the new standard would make of the landed bytes."""
    if old.mapping != new.mapping or old.timezone != new.timezone:
        return "接入方式改变", "how it arrives changed"
    if new.mapping is not None and new.mapping.unpivot:
        return "一条记录含多个读数", "a record holds several readings"
    if old.key != new.key:
        return "主键改变", "the key changed"
    if old.spec.changes != new.spec.changes:
        return "变更政策改变", "what it says of changes changed"
    if old.spec.derive != new.spec.derive:
        return "推导改变", "what is derived changed"
    if list(_values(old.items)) != list(_values(new.items)):
        return "数据项或其类型改变", "items or their types changed"
    return None


def _values(items: Mapping[str, Item]) -> Iterator[tuple[object, ...]]:
    """What decides the value that an item takes from the landed bytes, and whether two rows are the same."""
    for name, item in items.items():
        element = item.element
        read = (str(element.type), element.unit, element.rounded) if element else ()
        below = tuple(_values({child.name: child for child in item.each or ()}))
        yield (name, *read, item.derived, item.arrival, below)


def _meaning(check: Check, dataset: Dataset) -> object:
    """What a check demands, so that two that demand the same are equal, whatever their words."""
    if check.kind == "check":
        element = _item_at(dataset, check.id).element
        return element.check if element else None
    if check.kind == "reference":
        return next(link for link in dataset.links if link.id == check.id)
    return check.holds.meta.serialize()


def _item_at(dataset: Dataset, check_id: str) -> Item:
    name, *below = check_id.split(".")[:-1]
    item = dataset.items[name]
    for inner in below:
        item = next(child for child in item.each or () if child.name == inner)
    return item
