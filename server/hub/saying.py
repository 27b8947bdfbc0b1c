"""What people type about themselves at the hub's door, and the sentence for each thing that is not right with it."""

from collections.abc import Mapping
from typing import Any

from server.addresses import is_address
from server.directory.passphrases import LONGEST, SHORTEST

LONGEST_NAME = 120

Typed = Mapping[str, str]
Errors = dict[str, str]


def typed_in(form: Any, *names: str) -> dict[str, str]:
    """The fields as somebody typed them, with single spaces."""
    return {name: " ".join(str(form.get(name, "")).split()) for name in names}


def not_so(typed: Typed) -> Errors:
    """A sentence for each field that cannot be taken. Looks at those that are there: hub, name, email."""
    errors: Errors = {}
    asks = {"hub": "Write what your hub or trust is called.", "name": "Write the name that others know."}
    for field, ask in asks.items():
        if field in typed and not typed[field]:
            errors[field] = ask
        elif len(typed.get(field, "")) > LONGEST_NAME:
            errors[field] = f"That is too long. Write it in up to {LONGEST_NAME} characters."
    if "email" in typed and not is_address(typed["email"]):
        errors["email"] = "Write a whole e-mail address, such as name@school.example."
    return errors


def passphrase_not_so(passphrase: str, again: str) -> Errors:
    """The sentence for a new passphrase that cannot be taken."""
    if passphrase != again:
        return {"passphrase": "The two are not the same. Type both again."}
    if not SHORTEST <= len(passphrase.strip()) <= LONGEST:
        return {"passphrase": f"Take at least {SHORTEST} characters; three words that nobody would guess are good."}
    return {}
