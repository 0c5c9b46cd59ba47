"""Loads the SavedModels that write_networks.ts wrote, and holds what their signature answers against Raptor's logits.

python tests/exporting/run_by_tensorflow.py OUT
"""

import json
import os
import sys

import numpy
import tensorflow

failed = False
for name in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], name)
    if not os.path.isdir(path):
        continue
    loaded = tensorflow.saved_model.load(path)
    signature = loaded.signatures["serving_default"]
    worst, agree = 0.0, True
    for case in json.load(open(f"{path}.json")):
        given = {key: numpy.array(it["data"], it["dtype"]).reshape(it["shape"]) for key, it in case["inputs"].items()}
        found = signature(**{key: tensorflow.constant(x) for key, x in given.items()})
        for key, it in case["outputs"].items():
            wanted = numpy.array(it["data"], it["dtype"]).reshape(it["shape"])
            agree = agree and found[key].shape == wanted.shape
            worst = max(worst, float(abs(found[key].numpy().astype("f8") - wanted).max() / max(1, abs(wanted).max())))
    wrong = worst >= 1e-4 or not agree
    failed = failed or wrong
    print(f"{name:18} difference {worst:.1e} {'WRONG' if wrong else ''}", flush=True)
sys.exit(failed)
