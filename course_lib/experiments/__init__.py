"""What the pages measure: a folder for each chapter, a module for each page.

Small enough to run while you read; what takes minutes is `recorded`. An experiment may import the
layers, `training`, `params` and `datasets`; figures import experiments, never the other way.
"""
