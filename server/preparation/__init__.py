"""A host prepares its hour: what it wants, context, priorities, strengths, focus; facilitators see what is missing.

`words`     the parts in words, and what is still missing of each
`typed`     what came from a form: what was changed, and what somebody else has changed meanwhile
`writing`   the commands that follow, one after the other
`shown`     the values that the page is drawn from
`pages`     the page of a host, and for facilitators those of all
"""
