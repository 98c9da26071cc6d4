"""Unified social credit codes in bulk, with both check characters right (GB 32100-2015, GB 11714-1997)."""

import numpy as np

_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_BODY = np.frombuffer(b"0123456789", dtype=np.uint8)
_OUTER = 3 ** np.arange(17) % 31
_INNER = np.array([3, 7, 9, 10, 5, 8, 4, 2])


def enterprise_codes(numbers: np.ndarray) -> np.ndarray:
    """A valid code for each number; different numbers below 10^8 give different codes."""
    text = np.empty((len(numbers), 18), dtype=np.uint8)
    text[:, :8] = np.frombuffer(b"91350100", dtype=np.uint8)
    digits = numbers[:, None] // 10 ** np.arange(7, -1, -1) % 10
    text[:, 8:16] = _BODY[digits]
    inner = (digits * _INNER).sum(axis=1) % 11
    text[:, 16] = np.frombuffer(b"0X987654321", dtype=np.uint8)[inner]
    value = np.searchsorted(_ALPHABET, text[:, :17])
    text[:, 17] = _ALPHABET[(31 - (value * _OUTER).sum(axis=1) % 31) % 31]
    return text.view("S18").ravel().astype("U18")
