import { cpu, native, wasm } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { testLosses } from "./losses.ts";

for (const engine of [cpu(), wasm()]) testLosses(engine.name, () => engine.open());
testLosses("native", () => native().open(), await needLibrary());
