"""Prints what TensorBoard itself reads from a folder of event files, as JSON."""

import base64
import json
import sys

from tensorboard.backend.event_processing import event_accumulator, plugin_event_multiplexer
from tensorboard.compat.proto import types_pb2
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util
from google.protobuf import json_format

folder = sys.argv[1]
every = {name: 0 for name in ("scalars", "images", "histograms", "tensors", "compressedHistograms")}
events = event_accumulator.EventAccumulator(folder, size_guidance=every)
events.Reload()
tags = events.Tags()
multiplexer = plugin_event_multiplexer.EventMultiplexer(tensor_size_guidance={"scalars": 0, "images": 0, "histograms": 0, "text": 0}).AddRun(folder, "run")
multiplexer.Reload()
hparams = {}
for tag, content in multiplexer.PluginRunToTagToContent("hparams").get("run", {}).items():
    hparams[tag] = json_format.MessageToDict(plugin_data_pb2.HParamsPluginData.FromString(content))
texts = {}
for tag in tags["tensors"]:
    texts[tag] = [
        [it.step, tensor_util.make_ndarray(it.tensor_proto).reshape(-1)[0].decode()]
        for it in events.Tensors(tag)
        if it.tensor_proto.dtype == types_pb2.DT_STRING
    ]
print(json.dumps({
    "scalars": {tag: [[it.step, it.value, it.wall_time] for it in events.Scalars(tag)] for tag in tags["scalars"]},
    "images": {
        tag: [[it.step, it.width, it.height, base64.b64encode(it.encoded_image_string).decode()] for it in events.Images(tag)]
        for tag in tags["images"]
    },
    "histograms": {
        tag: [
            [it.step, it.histogram_value.min, it.histogram_value.max, it.histogram_value.num, it.histogram_value.sum,
             it.histogram_value.sum_squares, list(it.histogram_value.bucket_limit), list(it.histogram_value.bucket)]
            for it in events.Histograms(tag)
        ]
        for tag in tags["histograms"]
    },
    "texts": texts,
    "plugins": {name: sorted(multiplexer.PluginRunToTagToContent(name).get("run", {})) for name in ("text", "hparams")},
    "hparams": hparams,
}))
