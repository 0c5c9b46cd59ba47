import { assertEquals } from "@std/assert";
import { asGiven, nearest, oddOption } from "../../src/options/odd_option.ts";

const known = ["every", "keep", "best"];

Deno.test("oddOption() finds nothing where all is known, whatever is left out", () => {
  assertEquals(oddOption({}, known), undefined);
  assertEquals(oddOption({ keep: undefined, best: "accuracy" }, known), undefined);
});

Deno.test("oddOption() names the first odd one, and the one that is meant if there is any", () => {
  assertEquals(
    oddOption({ evry: 1, x: 2 }, known),
    "its options are every, keep and best: got evry. Did you mean every?",
  );
  assertEquals(oddOption({ x: undefined }, known), "its options are every, keep and best: got x.");
  assertEquals(oddOption({ x: 1 }, ["k"], "the options of .test()"), "the options of .test() are k: got x.");
});

Deno.test("oddOption() refuses what holds no options", () => {
  const got = (options: unknown) =>
    oddOption(options, ["lr"])!.replace("its options come as an object of lr: got ", "");
  assertEquals([0.1, null, undefined, "a", [1], () => 0].map(got), [
    ...["0.1.", "null.", "undefined.", "a.", "an array.", "a function."],
  ]);
});

const NAMES = ["lr", "batchSize", "weightDecay", "momentum", "epochs", "initialAccumulator"];

for (
  const [wrong, meant] of [
    ...[["epoch", "epochs"], ["momentun", "momentum"], ["Momentum", "momentum"], ["batch_size", "batchSize"]],
    ...[["batchsize", "batchSize"], ["learningRate", "lr"], ["learning_rate", "lr"], ["wd", "weightDecay"]],
    ...[["mom", "momentum"], ["decay", "weightDecay"], ["accumulator", "initialAccumulator"], ["LR", "lr"]],
    ...[["x", undefined], ["shuffle", undefined], ["", undefined]],
  ] as const
) {
  Deno.test(`nearest() takes "${wrong}" for ${meant}`, () => assertEquals(nearest(wrong, NAMES), meant));
}

Deno.test("nearest() of no names is none", () => assertEquals(nearest("lr", []), undefined));

Deno.test("nearest() takes a name's last word before one that is spelled nearly alike", () => {
  assertEquals(["save_best", "saveBest", "save_lst"].map((wrong) => nearest(wrong, ["saveLast", "best"])), [
    ...["best", "best"],
    "saveLast",
  ]);
});

Deno.test("asGiven() tells a text from a number, and shows what records hold, shortened", () => {
  const round: Record<string, unknown> = {};
  round.round = round;
  assertEquals(["1", 1, null, undefined, NaN, true, {}, [-Infinity], round].map(asGiven), [
    ...['"1"', "1", "null", "undefined", "NaN", "true", "{}", '["-Infinity"]', "[object Object]"],
  ]);
  assertEquals(asGiven("x".repeat(500)).length, 121);
});

Deno.test("oddOption() says where a factory was handed on and not what it makes", () => {
  const text = "its options come as an object of alpha: got a tensor. Hand on what it makes: call it first.";
  assertEquals(oddOption({ dataId: {}, kept: false }, ["alpha"]), text);
});
