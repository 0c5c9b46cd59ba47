import { assert, assertRejects } from "@std/assert";
import { compiledOnDemand } from "../../src/pixels/compiled_on_demand.js";

Deno.test({
  name: "compiledOnDemand() answers a module of WebAssembly without any permission",
  permissions: "none",
  fn: async () => {
    const module = await compiledOnDemand<typeof import("npm:@jsquash/png@3.1.1")>(
      "npm:@jsquash/png@3.1.1/codec/pkg/squoosh_png_bg.wasm",
    );
    assert(WebAssembly.Module.exports(module).some(({ name }) => name === "decode"));
    await assertRejects(() => compiledOnDemand("npm:@jsquash/png@3.1.1/codec/pkg/none.wasm"));
  },
});
