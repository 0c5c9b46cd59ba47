import { assert } from "@std/assert";
import { breather } from "../../src/training/breathe.ts";

for (const [how, asleep] of [["in two turns", Infinity], ["asleep", 0]] as const) {
  Deno.test(`breather() lets timers through ${how} once the event loop has waited long enough`, async () => {
    let fired = false;
    setTimeout(() => fired = true, 1);
    const breathe = breather(0, asleep);
    const begin = performance.now();
    while (performance.now() - begin < 5);
    await breathe();
    assert(fired);
  });
}

Deno.test("breather() lets signals through", async () => {
  let heard = 0;
  const listen = () => void heard++;
  Deno.addSignalListener("SIGUSR2", listen);
  const breathe = breather(0, 0);
  for (let step = 1; step <= 3; step++) {
    Deno.kill(Deno.pid, "SIGUSR2");
    for (let breath = 0; heard < step; breath++) {
      assert(breath < 100, "a signal is heard within a few steps");
      await breathe();
    }
  }
  Deno.removeSignalListener("SIGUSR2", listen);
});

Deno.test("breather() costs nothing until then", async () => {
  let fired = false;
  const timer = setTimeout(() => fired = true);
  const breathe = breather(60_000);
  for (let i = 0; i < 1000; i++) await breathe();
  assert(!fired);
  clearTimeout(timer);
});
