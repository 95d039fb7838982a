"""Into other tools: an autograder for Gradescope, marks for Moodle and Canvas, a link to a hub.

It may import `reading`, `results`, and the word for a refusal of `learners`. It grades nothing
itself.
"""
