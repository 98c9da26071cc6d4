"""A trial run: which stored rows other standards would judge otherwise, and who reads them.

Nothing is written but what a trial may need again (`repeated`): no table, no account, no release.
"""

from ecolake.impact.trial import try_standards

__all__ = ["try_standards"]
