import { assertEquals } from "@std/assert";
import { accuracy, cpu, crossEntropy, mlp, on, sgd } from "../../mod.ts";
import { runSettings } from "../../src/runner/run_settings.ts";

const data = { name: "mine", train: () => [] };
const props = {
  ...{ model: mlp({ sizes: [2, 1] }), data, loss: crossEntropy(), optimizer: sgd({ lr: 0.1 }) },
  ...{ metrics: [accuracy()], hooks: [], engine: cpu() },
};

Deno.test("runSettings() of a training hold every part, in the order of the sentence", () => {
  const hooks = [on("end", function tell() {}), () => {}];
  assertEquals(Object.entries(runSettings({ ...props, hooks }, { verb: "train", options: { epochs: 5 } }, 7)), [
    ["model", { name: "mlp", sizes: [2, 1], activation: { name: "relu" } }],
    ["data", { name: "mine" }],
    ["loss", { name: "crossEntropy", labelSmoothing: 0, soft: false }],
    ["optimizer", { name: "sgd", lr: 0.1, momentum: 0, weightDecay: 0, nesterov: false }],
    ["metrics", [{ name: "accuracy" }]],
    ["hooks", ["on", "a function"]],
    ["engine", { name: "cpu" }],
    ["train", { epochs: 5 }],
    ["seed", 7],
    ["raptor", "0.1.0"],
  ]);
});

Deno.test("runSettings() of a judgement leave out what it does not use", () => {
  const settings = runSettings(props, { verb: "test", options: { checkpoint: true } }, 0);
  assertEquals(Object.keys(settings), ["model", "data", "metrics", "hooks", "engine", "test", "seed", "raptor"]);
});
