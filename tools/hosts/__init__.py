"""The places where a notebook runs: Binder, Colab, JupyterLab.

A command here may import `tools.paths`, `tools.notebooks`, `tools.browser`, `tools.site` and its
neighbours.
"""
