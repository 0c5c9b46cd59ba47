import { assertEquals, assertThrows } from "@std/assert";
import { toTorch } from "../../src/weights/to_torch.ts";

const numbers = (...shape: number[]) => {
  const data = Float32Array.from({ length: shape.reduce((size, side) => size * side, 1) }, (_, i) => i);
  return { dtype: "float32", shape, data } as const;
};

Deno.test("toTorch() turns kernels and names norms, tables and attention as PyTorch does", () => {
  const made = toTorch({
    "conv/kernel": numbers(3, 2, 4, 5),
    "bn/scale": numbers(5),
    "bn/mean": numbers(5),
    "bn/variance": numbers(5),
    "tokens/table": numbers(7, 2),
    "attention/qkv/kernel": numbers(2, 6),
    "attention/qkv/bias": numbers(6),
    "attention/out/kernel": numbers(2, 2),
    "out/kernel": numbers(2, 3),
  });
  assertEquals(Object.fromEntries(Object.entries(made).map(([name, { shape }]) => [name, shape])), {
    "conv.weight": [5, 4, 3, 2],
    "bn.weight": [5],
    "bn.running_mean": [5],
    "bn.running_var": [5],
    "tokens.weight": [7, 2],
    "attention.in_proj_weight": [6, 2],
    "attention.in_proj_bias": [6],
    "attention.out_proj.weight": [2, 2],
    "out.weight": [3, 2],
  });
  assertEquals([...made["out.weight"]!.data], [0, 3, 1, 4, 2, 5]);
});

Deno.test("toTorch() names the attention of windows as torchvision's Swin does, where it stands beside no out", () => {
  const names = ["qkv/kernel", "qkv/bias", "proj/kernel", "relative_position_bias_table"];
  const made = toTorch(Object.fromEntries(names.map((name) => [`features/1/0/attn/${name}`, numbers(9, 6)])));
  const theirs = ["qkv.weight", "qkv.bias", "proj.weight", "relative_position_bias_table", "relative_position_index"];
  assertEquals(Object.keys(made), theirs.map((name) => `features.1.0.attn.${name}`));
  // torchvision's buffer for windows of 2 by 2.
  const index = [4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4];
  assertEquals([...made["features.1.0.attn.relative_position_index"]!.data], index);
});

Deno.test("toTorch() refuses two weights of one name", () => {
  const text =
    "Cannot name weights as PyTorch does as each has a name of its own: got a.weight twice, once for a/scale.";
  assertThrows(() => toTorch({ "a/kernel": numbers(1, 1), "a/scale": numbers(1) }), RangeError, text);
});
