/** What a model is made of: its layers in the order in which they run, with shapes, parameters and multiply-adds. */
import { given, requirePart, requireRange, settle } from "../options/settle.ts";
import type { Model } from "../model.ts";
import { onOperations } from "../tensors/on_operations.ts";
import { tf } from "../tf.ts";

/** How a summary is made. */
export interface SummaryOptions {
  /** Whether the table is printed. Default true. */
  readonly print?: boolean;
}

/** A layer, as it ran. */
export interface SummaryRow {
  /** Where it sits in the model, such as `layer1/0/conv1`; empty for the model itself. */
  readonly path: string;
  /** The shape of the last thing that it computed; undefined where it computed nothing, as dropout in prediction. */
  readonly output: readonly number[] | undefined;
  /** The numbers of its own weights that an optimizer may move, without those of layers that it is made of. */
  readonly parameters: number;
  /** Multiplications, each with its addition, of its convolutions and products. */
  readonly multiplyAdds: number;
}

/** A model, as it ran on one input. */
export interface Summary {
  /**
   * The layers that are made of no others, and those of the others that have weights or multiply-adds of their own, as an attention;
   * in the order in which they began. Parameters and multiply-adds of all rows are those of the model.
   */
  readonly rows: readonly SummaryRow[];
  /** The numbers of all weights that an optimizer may move, each weight once. */
  readonly parameters: number;
  /** Multiplications, each with its addition, of all convolutions and products: what fvcore counts as flops. */
  readonly multiplyAdds: number;
  /** Bytes of all weights, running statistics too. */
  readonly weightBytes: number;
  /** Bytes of what the layers put out that are made of no others. */
  readonly outputBytes: number;
  /** The table. */
  readonly text: string;
}

/**
 * Runs a model once, in predict mode on the current engine, and prints the table of its layers.
 *
 * Multiply-adds are those of convolutions and products of matrices, as fvcore's `FlopCountAnalysis` has them for these; norms and
 * activations, which take next to nothing beside them, are left out.
 *
 * @param model The model. Its weights stay as they are; they need not be drawn.
 * @param input What it takes in, or the shape of one tensor.
 * @throws {RangeError} If the input does not fit; the error names the layer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, mlp, summary } from "jsr:@raptor/raptor";
 *
 * await cpu().open();
 * const { rows, parameters, multiplyAdds } = summary(mlp({ sizes: [4, 8, 2] }), [1, 4]);
 * assertEquals(rows.map(({ path, output }) => [path, output]), [["dense1", [1, 8]], ["dense2", [1, 2]]]);
 * assertEquals([parameters, multiplyAdds], [4 * 8 + 8 + 8 * 2 + 2, 4 * 8 + 8 * 2]);
 * ```
 */
export function summary<X>(
  model: Model<X, unknown>,
  input: X | readonly number[],
  options: SummaryOptions = {},
): Summary {
  const { print = true } = given(options);
  requirePart("a summary", "a model", model, "summary(mlp({ sizes: [2, 1] }), [2])");
  settle("summary", options, { print });
  requireRange("summary", "true or false", { print });
  const rest: Layer = { path: "", leaf: false, macs: 0 }, layers = [rest], open: Layer[] = [];
  const stop = onOperations((name, _from, _to, shapes, made) => {
    const layer = open.at(-1) ?? rest;
    layer.macs += multiplyAddsOf(name, shapes, made[0] ?? []);
    // What a layer around it computes, as the sum of a shortcut, is not what the layer puts out.
    if (made[0] !== undefined) layer.output = made[0];
  });
  const onLayer = (path: string) => {
    for (const layer of open) layer.leaf = false;
    const layer: Layer = { path, leaf: true, macs: 0 };
    layers.push(layer);
    open.push(layer);
    return () => void open.pop();
  };
  try {
    tf.tidy(() => {
      const x = Array.isArray(input) ? tf.zeros([...input as number[]]) : input;
      model.forward(x as X, { training: false, seed: 0, onLayer });
    });
  } finally {
    stop();
  }
  const rows = rowsOf(layers, model), all = [...new Set(Object.values(model.params))];
  const whole = {
    rows: Object.freeze(rows),
    parameters: sum(all.filter(({ trainable }) => trainable).map(({ size }) => size)),
    multiplyAdds: sum(rows.map(({ multiplyAdds }) => multiplyAdds)),
    weightBytes: sum(all.map(({ size }) => 4 * size)),
    outputBytes: sum(layers.map(({ leaf, output }) => leaf && output !== undefined ? 4 * sizeOf(output) : 0)),
  };
  const text = tableOf(model.name, whole);
  if (print) console.log(text);
  return Object.freeze({ ...whole, text });
}

interface Layer {
  readonly path: string;
  /** Whether no layer ran within it. */
  leaf: boolean;
  macs: number;
  output?: readonly number[];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

function multiplyAddsOf(
  name: string,
  [x = [], filter = []]: readonly (readonly number[])[],
  y: readonly number[],
): number {
  if (/^(Fused|_Fused)?Conv2D$/.test(name)) return sizeOf(y) * sizeOf(filter.slice(0, 3));
  if (name === "Conv2DBackpropInput") return sizeOf(x) * sizeOf(filter.slice(0, 3));
  if (name === "Conv3D") return sizeOf(y) * sizeOf(filter.slice(0, 4));
  if (name === "Conv3DBackpropInputV2") return sizeOf(x) * sizeOf(filter.slice(0, 4));
  if (/DepthwiseConv2d/i.test(name)) return sizeOf(y) * sizeOf(filter.slice(0, 2));
  // One of its last two sides is that of what comes out, the other one is summed over.
  if (/MatMul$/.test(name)) return sizeOf(y) * (x.at(-2) === y.at(-2) ? x.at(-1)! : x.at(-2)!);
  return 0;
}

/** The layers that ran, and the models around them that have something of their own. */
function rowsOf(layers: readonly Layer[], { params }: Pick<Model<never, unknown>, "params">): SummaryRow[] {
  const counted = new Set<tf.Variable>(), parameters = new Map<Layer, number>();
  // Innermost first, so that a model has what is left by its layers. A layer that runs twice has its weights once.
  for (const layer of layers.toSorted((a, b) => depthOf(b) - depthOf(a))) {
    const own = Object.entries(params).filter(([name]) => layer.path === "" || name.startsWith(`${layer.path}/`));
    const fresh = own.map(([, variable]) => variable)
      .filter((variable) => variable.trainable && counted.size < counted.add(variable).size);
    parameters.set(layer, sum(fresh.map(({ size }) => size)));
  }
  return layers.filter((layer) => layer.leaf || layer.macs > 0 || parameters.get(layer)! > 0)
    .map((layer) =>
      Object.freeze({
        ...{ path: layer.path, output: layer.output },
        ...{ parameters: parameters.get(layer)!, multiplyAdds: layer.macs },
      })
    );
}

const depthOf = ({ path }: Layer) => path === "" ? 0 : path.split("/").length;

function tableOf(name: string, { rows, ...whole }: Omit<Summary, "text">): string {
  const number = (value: number) => value.toLocaleString("en-US");
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const cells = [
    ["layer", "output", "parameters", "multiply-adds"],
    ...rows.map(({ path, output, parameters, multiplyAdds }) => [
      ...[
        path || "(itself)",
        output === undefined ? "" : `[${output.join(", ")}]`,
        number(parameters),
        number(multiplyAdds),
      ],
    ]),
    [name, "", number(whole.parameters), number(whole.multiplyAdds)],
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ").trimEnd();
  const rule = "-".repeat(sum(widths) + 6);
  return [
    ...[line(cells[0]!), rule, ...cells.slice(1, -1).map(line), rule, line(cells.at(-1)!)],
    `weights ${megabytes(whole.weightBytes)}, outputs of layers ${megabytes(whole.outputBytes)}`,
  ].join("\n");
}
