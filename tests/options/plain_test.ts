import { assert, assertEquals } from "@std/assert";
import { cosine, sgd, tf } from "../../mod.ts";
import { plain, plainRecord } from "../../src/options/plain.ts";

class Custom {
  readonly x = 1;
}

for (
  const [what, value, expected] of [
    ["a number that is not finite", [NaN, Infinity, -Infinity], ["NaN", "Infinity", "-Infinity"]],
    ["a zero below zero", [-0], [0]],
    ["what JSON does not know", [undefined, 10n, Symbol.for("s")], [null, "10", "Symbol(s)"]],
    ["a part with its settings", cosine(0.1), { name: "cosine", from: 0.1, to: 0 }],
    ["a part in a part", { optimizer: sgd({ lr: cosine(1), momentum: 0.9 }) }, {
      optimizer: {
        ...{ name: "sgd", lr: { name: "cosine", from: 1, to: 0 } },
        ...{ momentum: 0.9, weightDecay: 0, nesterov: false },
      },
    }],
    ["a part that says nothing of itself", { name: "mine", update: () => {}, slots: [1] }, { name: "mine" }],
    ["a user's function", [Math.sin, () => 0], ["sin", "a function"]],
    ["data", [new Uint8Array(3), new DataView(new ArrayBuffer(8))], ["Uint8Array [3]", "DataView [8]"]],
    ["a tensor", tf.tensor2d([[1, 2]], [1, 2], "int32"), "int32 [1, 2]"],
    ["a host tensor", { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) }, "float32 [2]"],
    ["a short array", [[1, 2], ["a"]], [[1, 2], ["a"]]],
    ["a long array", Array.from({ length: 100 }, () => [1, 2]), "array [100, 2]"],
    ["an address", new URL("file:///data"), "file:///data"],
    ["an object of a class", new Custom(), "Custom"],
  ] as const
) {
  Deno.test(`plain() of ${what}`, () => {
    const told = plain(value);
    assertEquals(told, expected);
    assertEquals(JSON.parse(JSON.stringify(told)), expected);
  });
}

Deno.test("plain() ends where an object holds itself", () => {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  assertEquals(plain(loop), { self: "circular" });
  const row: unknown[] = [];
  row.push([row]);
  assertEquals(plain(row), [["circular"]]);
});

Deno.test("plainRecord() is frozen all the way down, and no part of what was given", () => {
  const sizes = [2, 1];
  const record = plainRecord({ sizes, inner: { a: 1 } });
  sizes.push(3);
  assertEquals(record, { sizes: [2, 1], inner: { a: 1 } });
  assert([record, record.sizes, record.inner].every(Object.isFrozen));
});
