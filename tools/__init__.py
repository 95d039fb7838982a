"""The project's commands. Each is run as ``python -m tools.<room>.<name>``, most by a make target.

What is here builds, tests and sets up; the rooms hold what serves the site, the labs, the places
where notebooks run, the measurements of speed, the data. A command may import `paths`, the library
and other commands. ``setup.py`` stands alone: it runs before anything is installed.
"""
