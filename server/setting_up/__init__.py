"""Setting a review up: a plan that is kept as it is typed, until a room is made from it.

`plan`      what was typed, word for word, and how a form carries it
`faults`    what does not fit together yet, each by the field it stands in
`timeline`  the times that follow: what is drawn before one chooses, and the end of the day
`fairness`  who goes when, so that nobody is always last
`bringing`  institutions and people from a spreadsheet
`words`     what the page is drawn from
`pages`     the page and what is pressed on it
"""

from server.setting_up.pages import ROUTES

__all__ = ["ROUTES"]
