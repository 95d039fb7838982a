"""What a run left, for people: marks, reports, the table of the class, the badge.

It may import `reading`, whose submissions it names, and nothing that runs a learner's code.
"""
