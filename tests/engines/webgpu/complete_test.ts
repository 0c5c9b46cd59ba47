import { assert } from "@std/assert";
import { hasKernel } from "../../../src/tensors/kernel.ts";
import { anyAdapter, openAny } from "./any_adapter.ts";

Deno.test({
  name: "complete() registers every kernel that src/tensors/ names",
  ...anyAdapter,
  async fn() {
    await openAny();
    const named = ["BatchNormTrain", "BatchNormTrainGrad", "ReluGrad"];
    const updates = [
      "DescentUpdate",
      "MomentumUpdate",
      "AdamUpdate",
      "AdamUpdateByScalars",
      "FollowUpdate",
      "FormulaUpdate",
    ];
    for (const name of [...named, ...updates]) assert(hasKernel(name), name);
  },
});
