"""The recurrent structures: cells, layers over time, and nets made of them.

A module is a cell with its layer, or a way to lay layers over time. It may import `protocol`,
`shapes`, `initializers` and the activations of `fully_connected`.
"""
