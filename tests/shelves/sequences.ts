/** Layers of sequences against PyTorch's: values and every gradient, by weights that both sides draw by a hash; a table for all engines. */
import { assert, assertEquals } from "@std/assert";
import * as r from "../../mod.ts";
import type { AnyLayer } from "../../mod.ts";
import { hashDrawn } from "../hash_drawn.ts";
import type { Need } from "../needs.ts";
import { match } from "../../src/weights/load_weights/match.ts";
import { aliasesOf } from "../../src/weights/load_weights/names.ts";

const { tf } = r;

interface Kept {
  readonly shape: readonly number[];
  readonly norm: number;
  readonly first: readonly number[];
}
type Named = Readonly<Record<string, Kept>>;
interface Row {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Named;
  readonly slopes: Named;
  readonly weights: Named;
}
interface Golden {
  readonly lengths: readonly number[];
  readonly memoryLengths: readonly number[];
  readonly rows: Readonly<Record<string, Row>>;
}
const golden: Golden = JSON.parse(await Deno.readTextFile(new URL("golden/sequences.json", import.meta.url)));

type Lengths = { readonly lengths: r.tf.Tensor1D; readonly memoryLengths: r.tf.Tensor1D };
interface Case {
  readonly make: () => AnyLayer;
  /** What the layer is told beside the inputs. */
  readonly told?: (lengths: Lengths) => object;
  /** The row that it equals. Default that of its name. */
  readonly as?: string;
}

const states = { inputs: 8, units: 6, output: "states" } as const, deep = { ...states, layers: 2 } as const;
const own = ({ lengths }: Lengths) => ({ lengths }), others = ({ memoryLengths }: Lengths) => ({ memoryLengths });
const block = { units: 8, heads: 2, hidden: 12 } as const, looking = { units: 8, heads: 4, causal: true } as const;
const LAYERS: Readonly<Record<string, Case>> = {
  lstm: { make: () => r.lstm(states) },
  "lstm, two layers both ways, padded": { make: () => r.lstm({ ...deep, bidirectional: true }), told: own },
  "lstm, begun": { make: () => r.lstm(deep), told: own },
  gru: { make: () => r.gru(states) },
  "gru, two layers both ways, padded, begun": { make: () => r.gru({ ...deep, bidirectional: true }), told: own },
  "attention, grouped queries": { make: () => r.multiHeadAttention({ ...looking, kvHeads: 2 }) },
  "attention, grouped queries, in blocks": {
    make: () => r.multiHeadAttention({ ...looking, kvHeads: 2, block: 4 }),
    as: "attention, grouped queries",
  },
  "attention, multi-query, rotary": { make: () => r.multiHeadAttention({ ...looking, kvHeads: 1, rotary: true }) },
  "attention, to another sequence, padded": {
    make: () => r.multiHeadAttention({ units: 8, heads: 2 }),
    told: ({ memoryLengths }) => ({ lengths: memoryLengths }),
  },
  "encoder, norms first": { make: () => r.transformerBlock(block), told: own },
  "encoder, norms first, in blocks": {
    make: () => r.transformerBlock({ ...block, block: 4 }),
    told: own,
    as: "encoder, norms first",
  },
  "encoder, norms last": {
    make: () => r.transformerBlock({ ...block, normFirst: false, activation: r.relu() }),
    told: own,
  },
  "decoder, norms first": { make: () => r.transformerDecoderBlock(block), told: others },
  "decoder, norms last": { make: () => r.transformerDecoderBlock({ ...block, normFirst: false }), told: others },
};

function assertKept(what: string, found: { shape: readonly number[]; data: ArrayLike<number> }, kept: Kept): void {
  assertEquals([...found.shape], [...kept.shape], what);
  const norm = Math.hypot(...Array.from(found.data)), bound = 2e-5 * Math.max(1, kept.norm);
  assert(Math.abs(norm - kept.norm) < bound, `${what}: a norm of ${norm} for ${kept.norm}`);
  kept.first.forEach((value, i) =>
    assert(Math.abs(found.data[i]! - value) < bound, `${what}[${i}]: ${found.data[i]} for ${value}`)
  );
}

/** Every layer of the table on one engine. */
export function testSequences(engine: string, open: () => Promise<unknown>, need?: Need): void {
  Deno.test(`the table of sequences has a row for each of PyTorch's (${engine})`, () => {
    const names = Object.entries(LAYERS).map(([name, { as = name }]) => as);
    assertEquals([...new Set(names)], Object.keys(golden.rows));
  });
  for (const [name, { make, told, as = name }] of Object.entries(LAYERS)) {
    Deno.test({
      name: `${name}: PyTorch's values and gradients (${engine})`,
      ...need,
      async fn() {
        await open();
        const row = golden.rows[as]!, before = tf.memory().numTensors, layer = make();
        const drawn = Object.entries(row.weights).map(([key, { shape }]) => [key, hashDrawn(key, shape)]);
        const { found, missing, left } = match(Object.fromEntries(drawn), layer.params, { from: as }, as);
        assertEquals([missing, left], [[], []]);
        tf.tidy(() => {
          for (const [key, { data, shape }] of Object.entries(found)) {
            layer.params[key]!.assign(tf.tensor(data, [...shape]));
          }
          const of = (lengths: readonly number[]) => tf.tensor1d([...lengths], "int32");
          const more = told?.({ lengths: of(golden.lengths), memoryLengths: of(golden.memoryLengths) }) ?? {};
          const names = Object.keys(row.inputs), mode = { training: true, seed: 0 };
          const input = (key: string, shape: readonly number[]) => tf.tensor(hashDrawn(key, shape).data, [...shape]);
          const xs = names.map((key) => tf.mul(input(key, row.inputs[key]!), 4));
          const run = (xs: readonly r.tf.Tensor[]): Record<string, r.tf.Tensor> => {
            const y = layer.forward({ ...Object.fromEntries(names.map((key, i) => [key, xs[i]!])), ...more }, mode);
            return y instanceof tf.Tensor ? { y } : y;
          };
          const read = (tensor: r.tf.Tensor) => ({ shape: tensor.shape, data: tensor.dataSync<"float32">() });
          const outputs = run(xs);
          assertEquals(Object.keys(outputs), Object.keys(row.outputs));
          for (const [key, kept] of Object.entries(row.outputs)) assertKept(key, read(outputs[key]!), kept);
          const loss = (...xs: r.tf.Tensor[]) =>
            tf.addN(
              Object.entries(run(xs)).map(([key, y]) => tf.sum(tf.mul(y, input(`d${key}`, y.shape)))),
            ) as r.tf.Scalar;
          tf.grads(loss)(xs).forEach((slope, i) => assertKept(names[i]!, read(slope), row.slopes[names[i]!]!));
          const { grads } = tf.variableGrads(() => loss(...xs), Object.values(layer.params));
          for (const [ours, variable] of Object.entries(layer.params)) {
            const alias = aliasesOf(ours).find(({ name }) => name in row.weights)!, slope = grads[variable.name]!;
            assertKept(ours, read(alias.turned ? tf.transpose(slope) : slope), row.weights[alias.name]!);
          }
        });
        tf.dispose(Object.values(layer.params));
        assertEquals(tf.memory().numTensors, before);
      },
    });
  }
}
