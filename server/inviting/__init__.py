"""Inviting people to a room: their links, sheets to print, the calendar file, the letters.

`links`       everybody's links: who has opened theirs, made anew, ended
`sheet`       the room's sheet and a card for each person, to print
`invitation`  the pages of the letters, and the calendar file
`here`        what these pages begin with; `guests` how they list people
`facts`       what every invitation says of a room; `letters` and `preparing` put it into words for each person,
              `calendar` into a file
`postman`     sends the letters that wait, in the background; what becomes of each is kept by `directory.letters`
"""

from starlette.routing import BaseRoute

from server.inviting import invitation, links, sheet

ROUTES: list[BaseRoute] = [*links.ROUTES, *sheet.ROUTES, *invitation.ROUTES]
