import { cpu, native, wasm } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { testLosses, testLossesInSteps } from "./losses.ts";

const needed = await needLibrary();
for (const engine of [cpu(), wasm()]) testLosses(engine.name, () => engine.open());
testLosses("native", () => native().open(), needed);
testLossesInSteps("native", () => native().open(), needed);
