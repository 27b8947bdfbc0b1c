"""What an e-mail address looks like. Whether anybody reads there, only a letter can tell."""

import re

LONGEST = 254  # characters, by RFC 5321

_WORD = r"[^@\s<>(),;:\"\\]+"
_ADDRESS = re.compile(rf"{_WORD}@[^@\s<>(),;:\"\\.]+(\.[^@\s<>(),;:\"\\.]+)*")


def is_address(text: str) -> bool:
    """Whether this can be an e-mail address."""
    return len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None
