import { assert, assertEquals } from "@std/assert";
import { compare, type Comparison } from "../../bench/parity/compare.ts";
import { findTorch } from "../../bench/parity/torch.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { resnet18, resnet50 } from "../../src/models/resnet.ts";
import { tf } from "../../src/tf.ts";

// PyTorch is optional in CI too, so this is no need().
const python = await findTorch();
if (python === undefined) {
  console.warn("tests of parity with PyTorch are skipped: set RAPTOR_TORCH_PYTHON to a Python that has torch");
}

/** The tensors that are further from PyTorch's than `bound`, as a share of the tensor's largest number. */
function strays({ distances }: Comparison, bound: number): string[] {
  return distances.filter(({ torch }) => !(torch <= bound)).map(({ name, torch }) => `${name}: ${torch}`);
}

const count = ({ distances }: Comparison, kind: string) => distances.filter(({ name }) => name.startsWith(kind)).length;
const worst = ({ distances }: Comparison, side: "exact" | "torchExact") => Math.max(...distances.map((d) => d[side]));

Deno.test({
  name: "resnet50() has PyTorch's logits, loss, running statistics and every gradient to 1e-3, on 8x64x64x3",
  ignore: python === undefined,
  async fn() {
    await wasm().open();
    const model = resnet50({ classes: 1000 });
    const before = tf.memory().numTensors;
    const comparison = await compare(model, { python: python!, size: 64 });
    assertEquals([count(comparison, "gradients/"), count(comparison, "statistics/")], [161, 106]);
    assertEquals(strays(comparison, 1e-3), []);
    // Rounding may put a few numbers on the other side of a rectifier's kink, an error would put many.
    assert(comparison.flips / comparison.kinks < 1e-4, `${comparison.flips} of ${comparison.kinks}`);
    assertEquals(tf.memory().numTensors, before);
    tf.dispose(Object.values(model.params));
  },
});

Deno.test({
  // Here the last layers normalise over eight numbers a channel, which multiplies the rounding of both sides.
  name: "resnet50() has them to 1e-3 on 8x32x32x3 too, and is as near to the exact ones as PyTorch",
  ignore: python === undefined,
  async fn() {
    await wasm().open();
    const model = resnet50({ classes: 1000 });
    const comparison = await compare(model, { python: python!, size: 32, seed: 2 });
    const [ours, theirs] = [worst(comparison, "exact"), worst(comparison, "torchExact")];
    assert(ours <= 2 * theirs, `Raptor ${ours}, PyTorch ${theirs}`);
    assertEquals(strays(comparison, 1e-3), []);
    assert(comparison.flips / comparison.kinks < 1e-4, `${comparison.flips} of ${comparison.kinks}`);
    tf.dispose(Object.values(model.params));
  },
});

Deno.test({
  name: "resnet18() has PyTorch's logits, loss, running statistics and every gradient to 1e-3, on 4x64x64x3",
  ignore: python === undefined,
  async fn() {
    await wasm().open();
    const model = resnet18({ classes: 10 });
    const comparison = await compare(model, { python: python!, batch: 4, size: 64 });
    assertEquals([count(comparison, "gradients/"), count(comparison, "statistics/")], [62, 40]);
    assertEquals(strays(comparison, 1e-3), []);
    tf.dispose(Object.values(model.params));
  },
});
