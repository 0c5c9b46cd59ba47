/** Networks with Hugging Face's names: they load a state dict of transformers, and predict what that does. */
import { assert, assertEquals } from "@std/assert";
import * as r from "../../mod.ts";
import { writeSafetensors } from "../../src/files/safetensors.ts";
import { hashDrawn } from "../hash_drawn.ts";

const { tf } = r;

interface Kept {
  readonly shape: readonly number[];
  readonly norm: number;
  readonly first: readonly number[];
}
interface Golden {
  readonly lengths: readonly number[];
  readonly networks: Record<
    string,
    { readonly outputs: Record<string, Kept>; readonly shapes: Record<string, readonly number[]> }
  >;
}
const golden: Golden = JSON.parse(await Deno.readTextFile(new URL("golden/transformers.json", import.meta.url)));
const size = { entries: 19, length: 12, layers: 2, heads: 4, units: 16 } as const, bert = { ...size, hidden: 24 };
const NETWORKS: Readonly<Record<string, (weights: string) => r.AnyLayer>> = {
  gpt2: (weights) => r.gpt2({ ...size, weights }),
  bert: (weights) => r.bert({ ...bert, weights }),
  bertClassifier: (weights) => r.bertClassifier({ ...bert, classes: 3, weights }),
  bertMaskedLanguage: (weights) => r.bertMaskedLanguage({ ...bert, weights }),
};

for (const [name, make] of Object.entries(NETWORKS)) {
  Deno.test(`${name}({ weights }) takes the state dict of transformers and has its outputs to 1e-5`, async () => {
    await r.wasm().open();
    const { outputs, shapes } = golden.networks[name]!, before = tf.memory().numTensors;
    const tensors = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, hashDrawn(name, shape)]));
    const path = await Deno.makeTempFile({ suffix: ".safetensors" });
    {
      using file = await Deno.open(path, { write: true });
      await writeSafetensors(file, { tensors, metadata: {} });
    }
    const network = make(path), [report] = await r.loadWeights(network);
    assertEquals([report!.left, report!.missing], [name === "gpt2" ? ["lm_head.weight"] : [], []]);
    tf.tidy(() => {
      const tokens = tf.tensor2d(Array.from({ length: 14 }, (_, i) => i * 5 % 19), [2, 7], "int32");
      const segments = tf.tensor2d(Array.from({ length: 14 }, (_, i) => i % 7 >= 4 ? 1 : 0), [2, 7], "int32");
      const input = name === "gpt2" ? tokens : { tokens, segments, length: tf.tensor1d([...golden.lengths]) };
      const answer = network.forward(input, { training: false, seed: 0 });
      const named: Record<string, r.tf.Tensor> = answer instanceof tf.Tensor ? { logits: answer } : answer;
      assertEquals(Object.keys(named), Object.keys(outputs));
      for (const [key, { shape, norm, first }] of Object.entries(outputs)) {
        const data = named[key]!.dataSync<"float32">();
        assertEquals(named[key]!.shape, shape as number[]);
        assert(Math.abs(Math.hypot(...data) / norm - 1) < 1e-5, `${key}: ${Math.hypot(...data)} ${norm}`);
        const bound = 1e-5 * Math.max(1, ...first.map(Math.abs));
        first.forEach((value, i) => assert(Math.abs(data[i]! - value) < bound, `${key}[${i}]: ${data[i]} ${value}`));
      }
    });
    tf.dispose(Object.values(network.params));
    assertEquals(tf.memory().numTensors, before);
    await Deno.remove(path);
  });
}

Deno.test("gpt2() goes on from what it has seen with the same logits as at once", async () => {
  await r.cpu().open();
  const network = r.gpt2(size);
  r.initialize(network, 1);
  const options = { prompt: [1, 2, 3], count: 6, length: 12, temperature: 0 };
  assertEquals(await r.generate(network, options), await r.generate(network, { ...options, cache: false }));
  tf.dispose(Object.values(network.params));
});
