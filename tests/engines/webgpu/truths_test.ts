/** Closed forms and PyTorch's values on WebGPU; see tests/engines/truths_test.ts. */
import { webgpu } from "../../../src/engines/webgpu.ts";
import { hold } from "../truths/holds.ts";
import { anyAdapter } from "./any_adapter.ts";

Deno.test({
  name: "webgpu() keeps the tables of truths",
  ...anyAdapter,
  fn: async (t) => hold(t, await webgpu({ allowFallback: true }).open()),
});
