"""What makes, checks and packs the website.

A command here may import `tools.paths`, `tools.browser`, `tools.serve` and its neighbours.
"""
