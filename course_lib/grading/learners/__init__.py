"""What a learner meets while writing: the check of a whole lab, and its record.

It may import `inside`, `checking` and `exercises`.
"""
