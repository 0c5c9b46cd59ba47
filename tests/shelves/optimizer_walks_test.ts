import { cpu, native, wasm } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { testWalks } from "./optimizer_walks.ts";

for (const engine of [cpu(), wasm()]) testWalks(engine.name, () => engine.open());
const needed = await needLibrary();
testWalks("native", () => native({ compile: false }).open(), needed);
testWalks("native, compiled", () => native().open(), needed);
