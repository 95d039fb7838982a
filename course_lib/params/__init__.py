"""What is done with the params of a whole net: count them, store them, name them for PyTorch.

It may import the layers, whose kinds it tells apart.
"""
