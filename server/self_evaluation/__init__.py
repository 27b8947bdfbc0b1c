"""The pages on which an institution rates itself, from the invitation to the end of the meeting.

`start`      where it begins, how far everybody is, the forms to print
`rating`     a theme's statements on cards: alone, or one for all; kept as one taps and types
`together`   comparing, and sharing with everybody
`agreeing`   one position for each statement
`bringing`   Compass results, and the levels of a review that was held elsewhere
`here`       what every page begins with; `standing` how far an institution is
`compass_file` and `review_lines` read what is brought
"""

from starlette.routing import BaseRoute

from server.self_evaluation import agreeing, bringing, rating, start, together

ROUTES: list[BaseRoute] = [*start.ROUTES, *rating.ROUTES, *together.ROUTES, *agreeing.ROUTES, *bringing.ROUTES]
