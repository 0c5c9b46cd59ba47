import { assertEquals } from "@std/assert";
import { nearest } from "../../src/options/nearest.ts";

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
