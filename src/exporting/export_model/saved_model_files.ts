/** Writes a graph as what TensorFlow itself loads and serves: a SavedModel, of the messages of its .proto files by their numbers. */
import type { Rule } from "../../graph/expand.ts";
import type { Graph } from "../../graph/graph.ts";
import type { HostTensor } from "../../snapshot.ts";
import { bordersOf, sidesOf } from "./borders.ts";
import { bytes, entries, type Field, float, int, ints, message, text, wholeOf } from "./fields.ts";
import { lower } from "./tensorflow/lower.ts";
import type { TensorflowAttribute, TensorflowEnd, TensorflowNode } from "./tensorflow/node.ts";

const TYPES = { float32: 1, int32: 3, bool: 10 } as const;

/** A message of Protocol Buffers has at most so many bytes. */
const MOST = 2 ** 31 - 1;

/** TensorFlow 1.15's, which knows all that is written here; any later one reads it. */
const PRODUCER = 134;

/** An attribute that the operation has beside those of tfjs, which keeps all whole numbers in 32 bits. */
const INDICES: Readonly<Record<string, string>> = { Slice: "Index", SplitV: "Tlen" };

/** TensorFlow joins a depthwise convolution with what follows, forgets its border in pixels, and ends the process. */
const padded: Rule = (operation, { make }) => {
  const { inputs: { x, filter }, settings, outputs: [y] } = operation;
  if (settings.pad === "same" || settings.pad === "valid" || settings.pad === undefined) return undefined;
  const { pads } = bordersOf(operation, sidesOf(filter!).slice(0, 2), x!, y!);
  const paddings = [[0, 0], [pads[0]!, pads[2]!], [pads[1]!, pads[3]!], [0, 0]],
    [batch, height, width, channels] = x!.shape;
  const shape = [batch!, (height as number) + pads[0]! + pads[2]!, (width as number) + pads[1]! + pads[3]!, channels!];
  const wider = make("PadV2", { x: x! }, { paddings, constantValue: 0 }, { shape });
  return make("DepthwiseConv2dNative", { x: wider, filter: filter! }, { ...settings, pad: "valid" });
};

/**
 * A graph as the files of a SavedModel, by name. Weights are constants of the graph, so that nothing lies beside it; its signature is
 * `serving_default`, by the names of what goes in and comes out.
 *
 * @param metadata Kept as `assets.extra/raptor.json`, which TensorFlow leaves alone. Default none.
 * @throws {TypeError} If TensorFlow has no words for an operation; the error names it and its layer.
 * @throws {RangeError} If it has more bytes than such a file may.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { cpu, initialize, mlp } from "jsr:@raptor/raptor";
 * import { recordGraph } from "../../graph/record.ts";
 * import { savedModelFiles } from "./saved_model_files.ts";
 *
 * await cpu().open();
 * const model = mlp({ sizes: [4, 2] });
 * initialize(model, 1);
 * const files = savedModelFiles(await recordGraph(model, [4]));
 * assert(new TextDecoder().decode(files.get("saved_model.pb")).includes("serving_default"));
 * ```
 */
export function savedModelFiles(graph: Graph, metadata: object = {}): Map<string, Uint8Array> {
  const { nodes, constants, inputs, outputs } = lower(graph, { DepthwiseConv2dNative: padded });
  const weights = Object.values(constants).reduce((sum, { data }) => sum + data.byteLength, 0);
  if (weights > MOST) {
    throw new RangeError(
      `Cannot write a SavedModel of ${graph.name} as its weights may have ${MOST} bytes at most: got ${weights}. ` +
        `Take format: "tfjs", whose weights lie in files of their own.`,
    );
  }
  const ends = (field: number, of: Readonly<Record<string, TensorflowEnd>>) => entries(field, of, endOf);
  const signature = [...ends(1, inputs), ...ends(2, outputs), text(3, "tensorflow/serving/predict")];
  const graphDef = message(2, ...nodes.map((node) => nodeOf(node, constants[node.name])), message(4, int(1, PRODUCER)));
  // What is not written has the value that TensorFlow gives it.
  const about = message(1, text(4, "serve"), int(7, 1));
  const whole = [
    int(1, 1),
    message(2, about, graphDef, ...entries(5, { serving_default: signature }, (fields) => message(2, ...fields))),
  ];
  const files = new Map([["saved_model.pb", wholeOf(whole)]]);
  if (Object.keys(metadata).length === 0) return files;
  return files.set("assets.extra/raptor.json", new TextEncoder().encode(JSON.stringify(metadata)));
}

function endOf({ node, dtype, shape }: TensorflowEnd): Field {
  return message(2, text(1, `${node}:0`), int(2, TYPES[dtype]), shapeOf(3, shape));
}

function nodeOf({ name, op, inputs, attributes }: TensorflowNode, value: HostTensor | undefined): Field {
  const index = INDICES[op], attributesOfAll = { ...attributes, ...index && { [index]: { type: "int32" } as const } };
  return message(
    1,
    ...[text(1, name), text(2, op)],
    ...inputs.map((input) => text(3, input)),
    ...entries(
      5,
      attributesOfAll,
      (attribute) => value !== undefined && "shape" in attribute ? tensorOf(value) : attributeOf(attribute),
    ),
  );
}

function tensorOf({ dtype, shape, data }: HostTensor): Field {
  const held = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message(2, message(8, int(1, TYPES[dtype]), shapeOf(2, shape), bytes(4, held)));
}

function shapeOf(field: number, shape: readonly number[]): Field {
  return message(field, ...shape.map((side) => message(2, int(1, side))));
}

function attributeOf(attribute: TensorflowAttribute): Field {
  if ("type" in attribute) return message(2, int(6, TYPES[attribute.type]));
  if ("i" in attribute) return message(2, int(3, attribute.i));
  if ("f" in attribute) return message(2, float(4, attribute.f));
  if ("b" in attribute) return message(2, int(5, Number(attribute.b)));
  if ("s" in attribute) return message(2, bytes(2, new TextEncoder().encode(attribute.s)));
  if ("ints" in attribute) return message(2, message(1, ints(3, attribute.ints)));
  return message(2, shapeOf(7, attribute.shape));
}
