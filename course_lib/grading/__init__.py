"""Labs: exercises, their checks, and what grades them.

Rooms, each may import those before it: `inside` (the learner's process), `outside` (who talks to
it), `checking` (what a check is), `exercises`, `learners` (checks while writing), `reading` (files
handed in), `results` (reports), `running` (one submission, or a class), `exports` (for the tools of
other courses). The command is `cli`.
"""
