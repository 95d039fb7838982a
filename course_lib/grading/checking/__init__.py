"""What a check is made of: an exercise, its wrong answers, and the comparison with the right one.

It may import the layers, the training room and the outcomes of `inside`. It runs no learner's code.
"""
