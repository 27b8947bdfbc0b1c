"""The core of Review Rooms: what a review meeting is, and its rules. No I/O, no clock, no randomness.

A tour, in the order in which one thing leads to the next:

`framework`, `programme`   the maturity model and the timed order of a room (`faults`: what is wrong in a file)
`commands`                 what people ask of a room, in the imperative
`access`                   who may do and see what: one table
`decide`                   the rules: command in, events out, or one of the `refusals`
`events`                   what happened, in the past tense
`room`, `evolve`           the state that the events make
`clock`                    time left, planned and actual: a function of the room and now
`codec`                    how events are kept: hashes, versions, digest
`minutes`, `minuting`      the record that every export is made from
"""
