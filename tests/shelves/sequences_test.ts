import { cpu, native, wasm } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { testSequences } from "./sequences.ts";

for (const engine of [cpu(), wasm()]) testSequences(engine.name, () => engine.open());
testSequences("native", () => native().open(), await needLibrary());
