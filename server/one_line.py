"""Words that somebody typed or pasted, for one line: a name, a job title, a cell of a table. Pure."""

import unicodedata

# Marks that turn the direction of what follows, or that nobody sees, and that mail and word processors leave behind.
# The joiners U+200C and U+200D stay: names in several scripts need them.
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF))


def clean(words: str) -> str:
    """One spelling of each letter, no control characters, nothing unseen, single spaces."""
    if words.isascii() and words.isprintable():
        return " ".join(words.split())
    letters = unicodedata.normalize("NFC", words.translate(_UNSEEN))
    visible = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in letters)
    return " ".join(visible.split())
