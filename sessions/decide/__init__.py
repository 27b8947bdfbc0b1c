"""What a room makes of a command: events, or a refusal with a plain sentence. All rules live here, and nothing changes.

`decide` reads: who acts, may that role do it, what do the rules say, who signs. Rules by subject: `plan`, `meeting`
(room and clock), `people`, `slots`, `hosting`, `evaluation`, `ratings`, `questions`, `entries`, `actions`; what
they share is in `ground`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from sessions import commands as c
from sessions.access import allow
from sessions.decide import (
    actions,
    entries,
    evaluation,
    ground,
    hosting,
    meeting,
    people,
    plan,
    questions,
    ratings,
    slots,
)
from sessions.events import Event
from sessions.refusals import RoleMayNot, Unknown
from sessions.room import Actor, Room

Rule = Callable[[Room, Actor, Any, datetime], list[Event]]

RULES: Mapping[type[c.Asked], Rule] = {
    c.ChangePlan: plan.change_plan,
    c.ChangeLengths: plan.change_lengths,
    c.OpenRoom: meeting.open_room,
    c.StartStep: meeting.start_step,
    c.PauseClock: meeting.pause_clock,
    c.ResumeClock: meeting.resume_clock,
    c.ExtendStep: meeting.extend_step,
    c.CorrectStepStart: meeting.correct_step_start,
    c.GoOffTheRecord: meeting.go_off_the_record,
    c.GoOnTheRecord: meeting.go_on_the_record,
    c.CloseRoom: meeting.close_room,
    c.ReopenRoom: meeting.reopen_room,
    c.ConfirmPart: meeting.confirm_part,
    c.ConfirmMinutes: meeting.confirm_minutes,
    c.SetNextDate: meeting.set_next_date,
    c.RemoveText: meeting.remove_text,
    c.GiveFloor: meeting.give_floor,
    c.JoinRoom: people.join_room,
    c.LeaveRoom: people.leave_room,
    c.InvitePerson: people.invite_person,
    c.PlacePerson: people.place_person,
    c.AdmitJoiner: people.admit_joiner,
    c.RemovePerson: people.remove_person,
    c.NameScribe: people.name_scribe,
    c.RecordApology: people.record_apology,
    c.WithdrawInstitution: slots.withdraw_institution,
    c.ReorderSlots: slots.reorder_slots,
    c.NoteWants: hosting.note_wants,
    c.NoteContext: hosting.note_context,
    c.SetPriorities: hosting.set_priorities,
    c.ChooseFocus: hosting.choose_focus,
    c.AdmitObservers: hosting.admit_observers,
    c.ExcludeObservers: hosting.exclude_observers,
    c.RateAlone: evaluation.rate_alone,
    c.CompareRatings: evaluation.compare_ratings,
    c.TakeUpDifference: evaluation.take_up_difference,
    c.AgreePosition: evaluation.agree_position,
    c.BringPositions: evaluation.bring_positions,
    c.SharePositions: evaluation.share_positions,
    c.BringBenchmarks: evaluation.bring_benchmarks,
    c.ShareSelfRating: ratings.share_self_rating,
    c.GivePeerView: ratings.give_peer_view,
    c.RevealPeerViews: ratings.reveal_peer_views,
    c.AgreeRating: ratings.agree_rating,
    c.AskQuestion: questions.ask_question,
    c.SupportQuestion: questions.support_question,
    c.UnsupportQuestion: questions.unsupport_question,
    c.TakeUpQuestion: questions.take_up_question,
    c.AnswerQuestion: questions.answer_question,
    c.SettleQuestion: questions.settle_question,
    c.CorrectQuestion: questions.correct_question,
    c.WithdrawQuestion: questions.withdraw_question,
    c.NoteStrength: entries.keep_entry,
    c.TakeIdea: entries.keep_entry,
    c.MakeOffer: entries.keep_entry,
    c.WriteNote: entries.keep_entry,
    c.NoteInsight: entries.keep_entry,
    c.CorrectEntry: entries.correct_entry,
    c.WithdrawEntry: entries.withdraw_entry,
    c.ProposeAction: actions.propose_action,
    c.AmendAction: actions.amend_action,
    c.AgreeAction: actions.agree_action,
    c.WithdrawAction: actions.withdraw_action,
}


def decide(room: Room, actor: Actor, command: c.Command, at: datetime) -> list[Event]:
    """The events that follow from a command, signed. Raises Refused; the room is as it was."""
    known = room.people.get(actor.person or "")
    if known and known.removed:  # a command that was on its way
        raise RoleMayNot("You are no longer in this room. Ask the facilitator to let you in again.")
    acting = _acting(room, actor, command)
    allow(room, acting, command)
    ground.in_time(room, command)
    events = RULES[type(command)](room, acting, command, at)
    if is_anonymous(command):
        return events
    return [replace(event, by=actor.person, on_behalf_of=command.on_behalf_of) for event in events]


def is_anonymous(command: c.Command) -> bool:
    """Whether no record may hold who sent this: an anonymous question, or a word that shows its secret."""
    return getattr(command, "anonymous", False) or getattr(command, "secret", None) is not None


def _acting(room: Room, actor: Actor, command: c.Command) -> Actor:
    if command.on_behalf_of is None:
        return actor
    if not actor.facilitates:
        raise RoleMayNot("Only the facilitator can enter something for somebody else.")
    try:
        return room.actor(command.on_behalf_of)
    except KeyError as error:
        raise Unknown("The person you are entering this for is not in this room.") from error
