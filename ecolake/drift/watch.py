"""What acceptance asks of drift: by which contract a batch is read, and whether it goes on, waits or is refused.

One watch looks at the batches of one dataset, in landing order; each that goes on is history for the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from ecolake import accounts
from ecolake.batch_reader import BatchReading
from ecolake.drift import holds
from ecolake.drift.columns import Contract
from ecolake.drift.compare import compare
from ecolake.drift.finding import Finding, decided, told
from ecolake.drift.holds import Hold
from ecolake.drift.profile import Profile, profile_of
from ecolake.drift.refusal import refuse_by_person, refuse_for
from ecolake.drift.sentence import owner_of, sentences
from ecolake.home import Home
from ecolake.landing import Manifest
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.source import DriftPolicy

HISTORY = 30
_CHANGED = "标准、映射或此前批次有变，不再异常 · the standard, the mapping or what came before has changed, and it differs no more"


class Watch:
    """Judges how the batches of one dataset speak.

    Args:
        home: The installation.
        standards: All standards: the source says who is told.
        dataset: The dataset.
        clock: Source of the times of holds.
    """

    def __init__(
        self, home: Home, standards: Standards, dataset: Dataset, clock: Callable[[], datetime]
    ) -> None:
        self._home = home
        self._dataset = dataset
        self._mapping = dataset.mapping
        self._source = standards.sources[dataset.source]
        self._clock = clock
        self._known = holds.latest(home, dataset.source, dataset.name)
        self._visible = accounts.readable_batches(home, dataset.source, dataset.name)
        kept = accounts.profiles(home, dataset.source, dataset.name)
        self._past: dict[int, str | Profile] = dict(kept.iter_rows())
        self._events: list[Hold] = []

    def contract(self, manifest: Manifest) -> Contract:
        """What the files of a batch are held against."""
        earlier = self._before(manifest)
        return Contract(self._policy(manifest), tuple(earlier[-1].kinds) if earlier else ())

    def judge(self, reading: BatchReading) -> BatchReading | None:
        """Let a batch go on, as it is, with notes, or refused whole; None when it waits."""
        manifest, mapping = reading.manifest, self._mapping
        # In a workbook stand a few rows that were wrong: it says nothing of how the source speaks.
        if mapping is None or manifest.is_workbook:
            return reading
        day = manifest.received_at.astimezone(ZoneInfo(self._dataset.timezone)).date()
        policy = self._policy(manifest)
        now = profile_of(reading.frames, self._dataset, mapping, day)
        findings = [*reading.findings]
        findings += compare(now, self._before(manifest), self._dataset, mapping, policy, day)
        refusing = [finding for finding in findings if finding.policy == "reject"]
        holding = [finding for finding in findings if finding.policy == "hold"]
        if holding and not refusing:
            self._events.append(self._event(reading, holds.HELD, holding))
            return None
        known = self._known.get(manifest.batch)
        if known and known.waits:
            self._events.append(self._event(reading, holds.RELEASED, known.findings, _CHANGED))
        if refusing:
            reading = refuse_for(reading, refusing)
        elif known and known.event == holds.REFUSED:
            reading = refuse_by_person(reading, known.reason)
        elif now.kinds:
            self._past[manifest.sequence] = now
        return replace(reading, notes=(*reading.notes, *told(findings)), profile=now.dumps())

    def commit(self) -> None:
        """Write down who waits, and who does no longer."""
        holds.append(self._home, self._events)
        self._events.clear()

    def _policy(self, manifest: Manifest) -> DriftPolicy:
        """The mapping's; what a person has decided on, or readers see already, does not wait."""
        policy = self._mapping.drift if self._mapping else DriftPolicy()
        known = self._known.get(manifest.batch)
        is_decided = manifest.batch in self._visible or (known is not None and not known.waits)
        return decided(policy) if is_decided else policy

    def _before(self, manifest: Manifest) -> list[Profile]:
        """The last accepted batches that were landed before this one."""
        earlier = sorted(sequence for sequence in self._past if sequence < manifest.sequence)[-HISTORY:]
        for sequence in earlier:
            kept = self._past[sequence]
            self._past[sequence] = Profile.loads(kept) if isinstance(kept, str) else kept
        return [one for sequence in earlier if isinstance(one := self._past[sequence], Profile)]

    def _event(
        self, reading: BatchReading, event: str, findings: Sequence[Finding], reason: str = ""
    ) -> Hold:
        manifest, at = reading.manifest, self._clock()
        known = self._known.get(manifest.batch)
        zh, en = sentences(findings, manifest, self._dataset, self._source, at)
        return Hold(
            source=manifest.source,
            dataset=manifest.dataset,
            batch=manifest.batch,
            number=known.number + 1 if known else 1,
            event=event,
            sequence=manifest.sequence,
            rows=reading.received,
            findings=tuple(findings),
            sentence_zh=zh,
            sentence_en=en,
            owner=owner_of(findings, self._source),
            standard_hash=self._dataset.fingerprint,
            received_at=manifest.received_at,
            happened_at=at,
            who=holds.ECOLAKE,
            reason=reason,
        )
