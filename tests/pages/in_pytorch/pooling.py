"""The block of the page on pooling, and our pools."""

from course_lib import AvgPool2D, GlobalAvgPool2D, L2Pool2D, MaxPool2D


def compare(block):
    x = block["x"].numpy()
    yield "y_max", block["y_max"], MaxPool2D(2).forward(x)[0]
    yield "y_avg", block["y_avg"], AvgPool2D(2).forward(x)[0]
    yield "y_l2", block["y_l2"], L2Pool2D(2).forward(x)[0]
    yield "y_overlap", block["y_overlap"], MaxPool2D(3, stride=2).forward(x)[0]
    yield "y_global", block["y_global"][:, :, 0, 0], GlobalAvgPool2D().forward(x)[0]
