"""What the learner's process may import: the trust boundary.

Whatever is here can be read, replaced and forged by the learner's code; nothing here knows a right
answer. A module may import NumPy and its neighbours in this room.
"""
