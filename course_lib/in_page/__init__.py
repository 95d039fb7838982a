"""A page's code cells, run in the reader's own browser: what a kernel does, without one.

A worker of the page calls `worker.begin`. What a module here gives to the page is plain data, or
HTML in which every word is escaped. It may import the layers' shapes, `widgets`, and the open
checks of the labs; figures and their packages only when a cell has loaded them.
"""
