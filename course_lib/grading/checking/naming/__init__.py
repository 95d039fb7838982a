"""What names a mistake: what a wrong result is compared with, and the sentence for each.

`diagnosis` says in which order. It may import what `checking` may, and of that room the exercise
and the comparison alone.
"""
