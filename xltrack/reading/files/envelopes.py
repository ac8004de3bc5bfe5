"""Files in the envelope of an office's encryption software: neither zip nor OLE, and no password of Excel opens them."""

from collections import Counter
from typing import Final

# Words that such software writes in clear at the head of its files.
_MARKS: Final = (b"E-SafeNet", b"%TSD-Header")
_HEAD: Final = 4096
_SAMPLE: Final = 65_536
_ENOUGH: Final = 2048  # with fewer bytes the counts of 256 values say little
# Chi-square of 255 degrees of freedom: 255 on average for cipher text, above 440 once in 10^11 cases.
_EVEN: Final = 440.0


def is_enveloped(data: bytes) -> bool:
    """Whether a file of no known kind is encrypted: by the mark of a software, or because its bytes are as even as cipher text."""
    if any(mark in data[:_HEAD] for mark in _MARKS):
        return True
    # The envelope itself may begin with a page of zeros and names.
    body = data[min(_HEAD, len(data) // 2) :][:_SAMPLE]
    return len(body) >= _ENOUGH and _unevenness(body) < _EVEN


def _unevenness(data: bytes) -> float:
    """Chi-square of the 256 byte values against their all being equally frequent."""
    counts, expected = Counter(data), len(data) / 256
    return sum((counts[value] - expected) ** 2 for value in range(256)) / expected
