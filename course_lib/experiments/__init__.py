"""What the pages measure: one module for each subject, small enough to run while you read.

Experiments import layers; figures import experiments; neither the other way.
"""
