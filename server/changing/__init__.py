"""Changing a review after its room was made: the set-up page once more, with what may still be changed.

`reading`   the room as the plan that it would be made from
`merging`   two who change it at once: what neither of them knew of
`saying`    what has changed, in plain sentences
`asking`    the commands that follow from a changed plan
`running`   a room that has been opened: the order and the minutes of what is still to come
`here`      where a request works, and the draft of whoever is changing
`words`     what the page is drawn from
`pages`     the page and what is pressed on it
"""

from server.changing.pages import ROUTES

__all__ = ["ROUTES"]
