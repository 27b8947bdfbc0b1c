"""The course of a room as people see it: its stages, what each asks of them, and a briefing that is read in a minute.

`parts`      what somebody's part is, told from role and job title
`words`      the stages in words, by sort of meeting; `asks` what each stage asks of each part
`briefing`   what a late joiner needs: where the meeting is, what is asked now, what has happened; `late`: who that is
`seats`      pages that belong to a seat, and the way to them from places that know no seat
`pages`      the course page, the fold in a running room, its dismissal
"""
