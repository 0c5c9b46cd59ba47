import { assertEquals } from "@std/assert";
import { defaultHooks } from "../../src/runner/default_hooks.ts";

const files = { logDir: "w/t", log: "w/t/t.log", scalars: "w/t/vis_data/scalars.json" };

Deno.test("defaultHooks() are log, scalars, checkpoint and interrupt where there is a folder, else log and interrupt", () => {
  const names = (...made: Parameters<typeof defaultHooks>) => {
    const { before, after } = defaultHooks(...made);
    return [before, after].map((hooks) => hooks.map(({ name }) => name));
  };
  assertEquals(names({}, "w", files), [["log", "scalars"], ["checkpoint", "interrupt"]]);
  assertEquals(names({}, undefined, undefined), [["log"], ["interrupt"]]);
});

Deno.test("defaultHooks() leaves out what is false", () => {
  assertEquals(defaultHooks({ log: false, checkpoint: false, interrupt: false }, "w", files), {
    before: [],
    after: [],
  });
});
