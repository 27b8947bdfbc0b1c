"""The sample review as a room that is ready to open: what `make run` shows on a new machine."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from server.content import SAMPLE
from server.house import House
from server.making import MadeRoom, make_room
from server.meeting_file import read_review
from server.meeting_request import room_request
from server.room_request import read_request

HUB = "Wexmoor Vale Careers Hub"


def next_quarter(now: datetime) -> datetime:
    """The next full quarter of an hour, so that the sample begins soon whenever one looks."""
    after = now + timedelta(minutes=15 - now.minute % 15)
    return after.replace(second=0, microsecond=0)


async def prepare_sample(house: House, hub: str) -> MadeRoom:
    """Make the sample room, beginning soon: everything is brought, nobody has joined. The file keeps its own date."""
    review = read_review(SAMPLE / "meeting.yaml")
    start = next_quarter(house.now().astimezone(ZoneInfo(review.meeting.time_zone)))
    asked = read_request(msgspec.json.encode(room_request(review, start=start)))
    return await make_room(house, asked, hub)
