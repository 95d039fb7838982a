"""What a learner meets while writing: the check of a whole lab, its record, clean settings.

It may import `inside`, `checking` and `exercises`.
"""
