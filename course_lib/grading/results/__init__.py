"""What a run left, for people: marks, reports, the table of the class, the badge.

It may import `reading`, whose submissions it names, a word each of `inside` and `checking`, and
nothing that runs a learner's code.
"""
