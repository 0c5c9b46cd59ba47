"""Checks what write_networks.ts wrote: by onnx's checker, and by onnxruntime against Raptor's logits.

python tests/exporting/run_by_onnxruntime.py OUT
"""

import glob
import json
import os
import sys

import numpy
import onnx
import onnxruntime


def array(plain):
    return numpy.array(plain["data"], dtype=plain["dtype"]).reshape(plain["shape"])


failed = False
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.onnx"))):
    name, channels, _ = os.path.basename(path).split(".")
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    worst, agree = 0.0, True
    for case in json.load(open(os.path.join(sys.argv[1], f"{name}.json"))):
        inputs = {key: array(value) for key, value in case["inputs"].items()}
        if channels == "first":
            inputs = {key: numpy.moveaxis(x, -1, 1) if x.ndim > 2 else x for key, x in inputs.items()}
        names = [output.name for output in session.get_outputs()]
        for key, found in zip(names, session.run(None, inputs)):
            wanted = array(case["outputs"][key])
            difference = numpy.abs(found - wanted).max() / max(1, numpy.abs(wanted).max())
            same = found.shape == wanted.shape and difference < 1e-4
            if name != "operations":
                same = same and bool((found.argmax(-1) == wanted.argmax(-1)).all())
            if not same:
                print(f"{key}: {found.shape} for {wanted.shape}, difference {difference}")
            worst, agree = max(worst, difference), agree and same
    turns = sum(node.op_type == "Transpose" for node in model.graph.node)
    right = agree
    failed = failed or not right
    print(f"{name:15} {channels:6} nodes {len(model.graph.node):4} transposes {turns:3} difference {worst:.1e} {'' if right else 'WRONG'}")
sys.exit(failed)
