"""The structures of the lecture "Basic Structures for Deep Learning Models", in NumPy.

Rooms of layers: `fully_connected`, `recurrent`, `convolution`. What trains and counts them:
`training`, `params`. What pages show: `datasets`, `experiments`, `figures`, `widgets`. The labs:
`grading`. Beside this file is what all may import: `protocol`, `shapes`, `initializers`, `source`.
"""

from course_lib.convolution.conv import Conv1D, Conv2D
from course_lib.convolution.conv_reference import (
    conv2d_reference,
    conv2d_reference_backward,
    convolution_matrix,
)
from course_lib.convolution.locally_connected import LocallyConnected2D
from course_lib.convolution.maxout import Maxout
from course_lib.convolution.pooling import (
    AvgPool1D,
    AvgPool2D,
    AvgPoolMaps,
    GlobalAvgPool2D,
    L2Pool1D,
    L2Pool2D,
    L2PoolMaps,
    MaxPool1D,
    MaxPool2D,
    MaxPoolMaps,
)
from course_lib.convolution.reshape import Flatten, ImageToSequence, SequenceToImage
from course_lib.convolution.windows import output_size, receptive_field
from course_lib.datasets import (
    ADDING_BASELINE,
    ANBN_SYMBOLS,
    HMM,
    POLYPHONES,
    READINGS,
    DatasetError,
    Digits,
    Frames,
    Phrases,
    Strings,
    Utterances,
    adding,
    anbn,
    expected_accuracy,
    frame_posterior,
    hmm_frames,
    japanese_vowels,
    majority_accuracy,
    mnist5k,
    photograph,
    polyphones,
    posterior,
)
from course_lib.fully_connected.activations import (
    ReLU,
    Sigmoid,
    Tanh,
    identity,
    identity_derivative,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    tanh,
    tanh_derivative,
)
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.embedding import Embedding
from course_lib.fully_connected.sequential import Sequential
from course_lib.initializers import he, orthogonal, uniform, xavier
from course_lib.params.counting import count_multiply_adds, count_parameters
from course_lib.params.torch_names import from_torch, to_torch
from course_lib.params.weights import load, save
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.gru import GRU, GRUCell
from course_lib.recurrent.lstm import LSTM, LSTMCell
from course_lib.recurrent.over_time import LastStep, MeanOverTime
from course_lib.recurrent.pyramid import Pyramid
from course_lib.recurrent.recurrent import Recurrent
from course_lib.recurrent.rnn import RNN, RNNCell
from course_lib.recurrent.sequence import lengths_to_mask
from course_lib.recurrent.stack import Stack
from course_lib.recurrent.stack_rnn import StackRNN, StackRNNCell
from course_lib.shapes import ShapeError
from course_lib.training.clipping import clip_by_global_norm, global_norm
from course_lib.training.freezing import only
from course_lib.training.gradcheck import (
    GradientError,
    check_gradients,
    compare_gradients,
    numerical_gradient,
)
from course_lib.training.losses import MeanSquaredError, SoftmaxCrossEntropy, accuracy, softmax
from course_lib.training.optim import SGD, Adam
from course_lib.training.train import STOP, DivergenceError, History, evaluate, fit
from course_lib.training.update import update

__all__ = [
    "ADDING_BASELINE",
    "ANBN_SYMBOLS",
    "GRU",
    "HMM",
    "LSTM",
    "POLYPHONES",
    "READINGS",
    "RNN",
    "SGD",
    "STOP",
    "Adam",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPoolMaps",
    "Bidirectional",
    "Conv1D",
    "Conv2D",
    "DatasetError",
    "Dense",
    "Digits",
    "DivergenceError",
    "Embedding",
    "Flatten",
    "Frames",
    "GRUCell",
    "GlobalAvgPool2D",
    "GradientError",
    "History",
    "ImageToSequence",
    "L2Pool1D",
    "L2Pool2D",
    "L2PoolMaps",
    "LSTMCell",
    "LastStep",
    "LocallyConnected2D",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPoolMaps",
    "Maxout",
    "MeanOverTime",
    "MeanSquaredError",
    "Phrases",
    "Pyramid",
    "RNNCell",
    "ReLU",
    "Recurrent",
    "SequenceToImage",
    "Sequential",
    "ShapeError",
    "Sigmoid",
    "SoftmaxCrossEntropy",
    "Stack",
    "StackRNN",
    "StackRNNCell",
    "Strings",
    "Tanh",
    "Utterances",
    "accuracy",
    "adding",
    "anbn",
    "check_gradients",
    "clip_by_global_norm",
    "compare_gradients",
    "conv2d_reference",
    "conv2d_reference_backward",
    "convolution_matrix",
    "count_multiply_adds",
    "count_parameters",
    "evaluate",
    "expected_accuracy",
    "fit",
    "frame_posterior",
    "from_torch",
    "global_norm",
    "he",
    "hmm_frames",
    "identity",
    "identity_derivative",
    "japanese_vowels",
    "lengths_to_mask",
    "load",
    "majority_accuracy",
    "mnist5k",
    "numerical_gradient",
    "only",
    "orthogonal",
    "output_size",
    "photograph",
    "polyphones",
    "posterior",
    "receptive_field",
    "relu",
    "relu_derivative",
    "save",
    "sigmoid",
    "sigmoid_derivative",
    "softmax",
    "tanh",
    "tanh_derivative",
    "to_torch",
    "uniform",
    "update",
    "xavier",
]
