"""The pictures of the book: one module for each subject, each function returns a Figure.

They need matplotlib: ``pip install 'course-lib[figures]'``. How to write one: ``figures.style``.
"""
