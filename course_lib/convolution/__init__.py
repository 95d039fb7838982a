"""The convolutional structures: convolutions, pools, maxout, and the windows under them.

A module is a layer, its written-out reference, or a part that several layers share. It may import
`protocol`, `shapes`, `initializers` and `fully_connected`.
"""
