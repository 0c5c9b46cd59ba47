import { cpu, native, wasm } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { testOptimizers, testOptimizersAnywhere } from "./optimizers.ts";

// One engine that composes the updates, and others that have kernels for them.
for (const engine of [cpu(), wasm()]) testOptimizers(engine.name, () => engine.open());
const needed = await needLibrary();
testOptimizers("native", () => native({ compile: false }).open(), needed);
testOptimizers("native, compiled", () => native().open(), needed);
testOptimizersAnywhere();
