"""Weights that Keras writes, of a small network, and what it predicts: in the form of today and in that of before.

    KERAS_BACKEND=torch python tests/weights/golden/make_keras.py
"""

import json
import pathlib

import h5py
import keras
import numpy as np

here = pathlib.Path(__file__).parent
keras.utils.set_random_seed(3)
network = keras.Sequential([
    keras.Input((6, 6, 2)),
    keras.layers.Conv2D(4, 3, activation="relu"),
    keras.layers.BatchNormalization(),
    keras.layers.Flatten(),
    keras.layers.Dense(5, activation="relu"),
    keras.layers.LayerNormalization(epsilon=1e-5),
    keras.layers.Dense(3),
])
for layer in network.layers:
    layer.set_weights([np.random.default_rng(7).normal(0.5, 0.2, w.shape) for w in layer.get_weights()])
network.save_weights(here / "keras.weights.h5")
# A whole model in HDF5, which Keras 3 still writes where it is asked to.
network.save(here / "keras_3.h5")
x = np.random.default_rng(1).normal(size=(2, 6, 6, 2)).astype("float32")
y = np.asarray(network(x).detach().cpu())
# The form of Keras 2: a group for each layer, which tells the names of its weights.
with h5py.File(here / "keras_2.h5", "w") as file:
    root = file.create_group("model_weights")
    root.attrs["layer_names"] = [layer.name.encode() for layer in network.layers]
    for layer in network.layers:
        group = root.create_group(layer.name)
        names = [f"{layer.name}/{w.name}:0" for w in layer.weights]
        group.attrs["weight_names"] = [name.encode() for name in names]
        for name, w in zip(names, layer.get_weights()):
            group.create_dataset(name, data=w, compression="gzip" if w.size > 100 else None)
told = {"x": x.flatten().tolist(), "y": y.flatten().tolist()}
(here / "keras.json").write_text(json.dumps({k: [float(f"{n:.8g}") for n in v] for k, v in told.items()}))
