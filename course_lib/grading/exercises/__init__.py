"""The exercises of the labs, a folder for each lab: the right answers are here.

A lab's ``__init__`` has what its notebook imports: the exercises, ``check`` and ``train``. An
exercise may import all that computes, `checking`, and the fixtures and outcomes of `inside`.
"""
