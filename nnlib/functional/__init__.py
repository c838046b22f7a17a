"""The mathematics of the course: pure functions, one file a topic, and this index of all of them.

`X (m, n_in)` has one sample a row, `W (n_out, n_in)` one neuron a row, `b (n_out,)`; labels `y (m,)` are
integers. No function changes its arguments. Layers and losses call these functions through their topic
file, so that `nnlib.using` can put a learner's version in their place.
"""

from nnlib.functional.activations import (
    elu,
    elu_grad,
    leaky_relu,
    leaky_relu_grad,
    relu,
    relu_grad,
    sigmoid,
    sigmoid_grad,
    tanh,
    tanh_grad,
)
from nnlib.functional.adaptive import (
    adam_step,
)
from nnlib.functional.augmentation import (
    augment_dataset,
    random_hflip,
    shift_image,
)
from nnlib.functional.autoencoder import (
    autoencoder_grads,
    denoising_pair,
)
from nnlib.functional.backprop import (
    backprop_two_layer,
)
from nnlib.functional.classification import (
    cross_entropy,
    cross_entropy_grad,
    label_places,
    log_softmax,
    one_hot,
    softmax,
    softmax_backward,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from nnlib.functional.clipping import (
    clip_by_norm,
    clip_by_value,
)
from nnlib.functional.descent import (
    gd_line_step,
    gd_step,
    gradient_descent,
    minibatches,
    momentum_step,
    numerical_gradient,
)
from nnlib.functional.initialisers import (
    he_init,
    xavier_init,
)
from nnlib.functional.linear import (
    count_parameters,
    linear_backward,
    linear_forward,
    network_forward,
)
from nnlib.functional.normalisation import (
    batchnorm_backward,
    batchnorm_forward,
)
from nnlib.functional.perceptron import (
    neuron,
    perceptron_predict,
)
from nnlib.functional.regression import (
    fit_line,
    mse,
    mse_grad,
    quadratic_vertex,
)
from nnlib.functional.regularisation import (
    dropout_backward,
    dropout_forward,
    early_stopping,
    l1_grad,
    l1_penalty,
    l2_grad,
    l2_penalty,
    max_norm,
)
from nnlib.functional.transfer import (
    finetune_step,
)

__all__ = [
    "adam_step",
    "augment_dataset",
    "autoencoder_grads",
    "backprop_two_layer",
    "batchnorm_backward",
    "batchnorm_forward",
    "clip_by_norm",
    "clip_by_value",
    "count_parameters",
    "cross_entropy",
    "cross_entropy_grad",
    "denoising_pair",
    "dropout_backward",
    "dropout_forward",
    "early_stopping",
    "elu",
    "elu_grad",
    "finetune_step",
    "fit_line",
    "gd_line_step",
    "gd_step",
    "gradient_descent",
    "he_init",
    "l1_grad",
    "l1_penalty",
    "l2_grad",
    "l2_penalty",
    "label_places",
    "leaky_relu",
    "leaky_relu_grad",
    "linear_backward",
    "linear_forward",
    "log_softmax",
    "max_norm",
    "minibatches",
    "momentum_step",
    "mse",
    "mse_grad",
    "network_forward",
    "neuron",
    "numerical_gradient",
    "one_hot",
    "perceptron_predict",
    "quadratic_vertex",
    "random_hflip",
    "relu",
    "relu_grad",
    "shift_image",
    "sigmoid",
    "sigmoid_grad",
    "softmax",
    "softmax_backward",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "tanh",
    "tanh_grad",
    "xavier_init",
]
