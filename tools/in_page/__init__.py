"""Python in the page: bring Pyodide's files, prove them, make them small; run the book with them.

A command here may import `tools.paths`, `tools.notebooks` and its neighbours. What runs in the
page itself is `course_lib/in_page` and `tools/extension/static/run`.
"""
