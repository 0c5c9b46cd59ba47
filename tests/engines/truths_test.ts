/** Closed forms and PyTorch's values, where tfjs or one of its backends was wrong, on every engine but WebGPU. */
import { cpu } from "../../src/engines/cpu.ts";
import { native } from "../../src/engines/native.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { needLibrary } from "./native/need_library.ts";
import { hold } from "./truths/holds.ts";

Deno.test("cpu() keeps the tables of truths", async (t) => hold(t, await cpu().open()));
Deno.test("wasm() keeps the tables of truths", async (t) => hold(t, await wasm({ threads: 2 }).open()));
Deno.test({
  name: "native() keeps the tables of truths, eager and compiled",
  ...await needLibrary(),
  fn: async (t) => hold(t, await native().open()),
});
