import { assertEquals, assertThrows } from "@std/assert";
import { dense, model, pretrained, residual, sequential, type tf } from "../../mod.ts";

Deno.test("pretrained() is told by every model that it stands in, with its place", () => {
  const part = () => pretrained(dense({ inputs: 2, units: 2 }), { from: "a.safetensors", prefix: "net." });
  const row = sequential(part(), residual<tf.Tensor2D, tf.Tensor2D>(part() as never));
  const whole = model({
    params: { row },
    weights: "whole.safetensors",
    forward: (x: tf.Tensor2D, mode, { row }) => row.forward(x, mode),
  });
  assertEquals(whole.pretrained!.map(({ from, under }) => [from, under]), [
    ["a.safetensors", "row/0/"],
    ["a.safetensors", "row/1/body/"],
    ["whole.safetensors", undefined],
  ]);
  assertEquals(dense({ inputs: 2, units: 2 }).pretrained, undefined);
});

Deno.test("pretrained() refuses what is no file", () => {
  const make = (weights: unknown) => () => pretrained(dense({ inputs: 1, units: 1 }), weights as string);
  assertThrows(make({}), TypeError, "Cannot make pretrained as weights come from a path or an address: got undefined");
});
