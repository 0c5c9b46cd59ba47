import { assertRejects } from "@std/assert";
import { readLayersModel } from "../../mod.ts";

// What it reads is in tests/files/layers_json_test.ts, beside what the weights alone are.
Deno.test("readLayersModel() refuses what is not there", async () => {
  await assertRejects(() => readLayersModel("nowhere/model.json"), Deno.errors.NotFound);
  await assertRejects(() => readLayersModel(new URL("file:///nowhere/model.json")), Deno.errors.NotFound);
});
