/** What holds for every call on WebGPU, as `tests/tfjs/properties_test.ts` has it for other engines: a hundred draws; more from the seed that `RAPTOR_SEED` names. */
import { webgpu } from "../../../src/engines/webgpu.ts";
import { agrees, agreesOnWholeNumbers } from "../../tfjs/calls.ts";
import { anyAdapter } from "./any_adapter.ts";

const times = Deno.env.get("RAPTOR_TFJS") === undefined ? 250 : 5_000;
const seeds = { first: Number(Deno.env.get("RAPTOR_SEED") ?? 0), times }, engine = webgpu({ allowFallback: true });

Deno.test({
  name: "webgpu() agrees with cpu() on calls and their gradients",
  ...anyAdapter,
  fn: () => agrees(engine, seeds),
});

Deno.test({
  name: "webgpu() agrees with cpu() on whole numbers and truth values, or refuses them",
  ...anyAdapter,
  fn: () => agreesOnWholeNumbers(engine, seeds),
});
