import { cpu, native, wasm } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { testLayers } from "./layers.ts";

for (const engine of [cpu(), wasm()]) testLayers(engine.name, () => engine.open());
testLayers("native", () => native().open(), await needLibrary());
