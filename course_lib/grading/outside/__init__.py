"""The trusted end of the wire: it starts the learner's process, walls it in, and asks it.

It may import `inside`, whose frames it reads as hostile, and no exercise.
"""
