import { assertEquals, assertThrows } from "@std/assert";
import * as r from "../../mod.ts";
import { weightsFrom } from "../../src/options/weights_from.ts";

Deno.test("weightsFrom() takes a path, an address or either with options, and the head of the model", () => {
  const url = new URL("https://example.org/a.safetensors");
  assertEquals(weightsFrom("net", url), { pretrained: [{ from: url }] });
  assertEquals(weightsFrom("net", { from: "a", head: false }, "fc"), { pretrained: [{ head: false, from: "a" }] });
  assertEquals(weightsFrom("net", undefined, "fc"), {});
});

Deno.test("weightsFrom() refuses options of weights that it does not know, and weights that are no file", () => {
  assertThrows(() => r.resnet18({ weights: { from: "a", prefx: "b" } as never }), TypeError, "Did you mean prefix?");
  assertThrows(() => r.resnet18({ weights: 3 as never }), TypeError, "Cannot make resnet18 as the options of weights");
  assertThrows(() => r.mlp({ sizes: [1, 1], weights: "" }), TypeError, "weights come from a path or an address: got .");
  const from = "a.safetensors";
  assertThrows(
    () => r.resnet18({ weights: { from, rename: 3 as never } }),
    TypeError,
    "weights.rename must be a record",
  );
  assertThrows(
    () => r.resnet18({ weights: { from, partial: 1 as never } }),
    RangeError,
    "weights.partial must be true",
  );
});
