"""The fully connected structure: a dense layer, what bends it, and a chain of layers.

A module is a layer or a container of layers. It may import `protocol`, `shapes`, `initializers`.
"""
