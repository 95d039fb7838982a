"""What comes in from files: a lab as its source notebook says it, and what was handed in for it.

A submission is read as hostile bytes; nothing here runs it. It may import `checking`, `exercises`,
`learners`, and from `outside` the cells that will be run.
"""
