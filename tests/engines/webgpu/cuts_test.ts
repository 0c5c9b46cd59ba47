import { webgpu } from "../../../mod.ts";
import { cutAnywhere } from "../../runner/cut_anywhere.ts";
import { anyAdapter } from "./any_adapter.ts";

Deno.test({
  name: "a run on webgpu that is cut at 20 places ends with the numbers of one that is not",
  ...anyAdapter,
  fn: () => cutAnywhere(webgpu({ allowFallback: true }), 20, 1),
});
