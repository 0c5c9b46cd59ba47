import { assertEquals, assertThrows } from "@std/assert";
import { deepLabV3, dense, resnet50, tf, wasm } from "../../mod.ts";
import golden from "./golden/dense.json" with { type: "json" };
import { assertTold, drawnImage, withHashDrawn } from "./with_hash_drawn.ts";

Deno.test("deepLabV3() takes torchvision's state dict and has its logits, on maps 8 times smaller", async () => {
  await wasm().open();
  const { shapes, logits } = golden.deep_lab, backbone = resnet50({ outputStride: 8 });
  const network = await withHashDrawn((weights) => deepLabV3({ classes: 4, backbone, weights }), shapes);
  tf.tidy(() => assertTold("logits", network.forward(drawnImage(33, 41), { training: false, seed: 0 }), logits));
  tf.dispose(Object.values(network.params));
});

Deno.test("deepLabV3() refuses a network without stages, and rates that are none", () => {
  const plain = dense({ inputs: 4, units: 2 }) as never;
  assertThrows(() => deepLabV3({ classes: 2, backbone: plain }), TypeError, "as it must have stages: got none");
  const message = "Cannot make deepLabV3 as rates[0] must be a whole number of at least 1: got 0.5.";
  const make = () => deepLabV3({ classes: 2, backbone: resnet50(), rates: [0.5] });
  assertEquals(assertThrows(make, RangeError).message, message);
});
