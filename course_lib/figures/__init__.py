"""The pictures of the book: a folder for each chapter, each function returns a Figure.

They need matplotlib: ``pip install '.[figures]'`` in the project's folder. How to write one:
``figures.style``. A figure may import all that computes (layers, `training`, `params`, `datasets`,
`experiments`), and never `widgets`.
"""
