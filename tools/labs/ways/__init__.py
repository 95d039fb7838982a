"""Right answers in plain NumPy, in the lecture's symbols, as a learner may write them.

A learner who errs does not err in our solution, but in a way of their own. So each small change of
these ways stands in the catalogue too. A module for each lab; ``lstm_step_1`` is a way of
``lstm_step``, and ``lstm_step_plain`` the plain one: of it each value is changed, too. They are
read as text: they import NumPy alone, and the names of the lab's notebook are theirs as well.
"""
