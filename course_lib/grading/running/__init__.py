"""From a submission to its marks: run its cells under nbval, one submission or many.

It may import all other rooms of the grader.
"""
