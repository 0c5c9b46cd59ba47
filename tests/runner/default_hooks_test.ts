import { assertEquals } from "@std/assert";
import { defaultHooks } from "../../src/runner/default_hooks.ts";

const files = { logDir: "w/t", log: "w/t/t.log", scalars: "w/t/vis_data/scalars.json" };

Deno.test("defaultHooks() are log, scalars, checkpoint and interrupt where there is a folder, else log and interrupt", () => {
  assertEquals(defaultHooks({}, "w", files).length, 4);
  assertEquals(defaultHooks({}, undefined, undefined).length, 2);
});

Deno.test("defaultHooks() leaves out what is false", () => {
  assertEquals(defaultHooks({ log: false, checkpoint: false, interrupt: false }, "w", files), []);
});
