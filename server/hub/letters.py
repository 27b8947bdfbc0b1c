"""What is written to facilitators: the invitation, and the link to sign in. The same words go into mailto links."""

from server.mail import Letter
from server.tables import Facilitator


def invitation(to: Facilitator, hub: str, by: Facilitator | None, link: str) -> Letter:
    """A link that brings somebody in as a facilitator; by whom, where that is known."""
    whose = f"{by.name} has made you a link" if by and by.id != to.id else "Here is your link"
    text = f"""Dear {to.name},

{whose} to run the peer reviews of {hub} with Review Rooms:

{link}

Open it and press the button. It works once, for 14 days, and it is yours alone: whoever has it comes in as you.
"""
    reply_to = by.email if by and by.id != to.id else ""
    return Letter(to=to.email, name=to.name, subject=f"Run reviews with {hub}", text=text, reply_to=reply_to)


def sign_in(to: str, link: str) -> Letter:
    """A link that signs in whoever reads the post of this address."""
    text = f"""Somebody asked for a link to sign in to Review Rooms with this address:

{link}

Open it and press the button. It works once, for 30 minutes. If it was not you, do nothing: nobody gets in without it.
"""
    return Letter(to=to, subject="Your link to Review Rooms", text=text)
