"""What Sphinx needs beyond Jupyter Book: the extensions that `_config.yml` names.

An extension may import `tools.paths`, `tools.site.address` and its neighbours.
"""
