import { assert } from "@std/assert";
import { breather } from "../../src/training/breathe.ts";

Deno.test("breather() lets timers through once the event loop has waited long enough", async () => {
  let fired = false;
  setTimeout(() => fired = true);
  const breathe = breather(0);
  await breathe();
  await breathe();
  assert(fired);
});

Deno.test("breather() costs nothing until then", async () => {
  let fired = false;
  const timer = setTimeout(() => fired = true);
  const breathe = breather(60_000);
  for (let i = 0; i < 1000; i++) await breathe();
  assert(!fired);
  clearTimeout(timer);
});
