import { assert } from "@std/assert";
import { Worker } from "node:worker_threads";
import { breather } from "../src/breathe.ts";

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

Deno.test("breather() lets what another thread says through", async () => {
  const said = new Int32Array(new SharedArrayBuffer(4));
  const program = `const { parentPort, workerData } = require("node:worker_threads");
    setTimeout(() => { parentPort.postMessage("done"); Atomics.store(workerData, 0, 1); }, 50);
    setInterval(() => {}, 1000);`;
  const worker = new Worker(program, { eval: true, workerData: said });
  const breathe = breather(0, 20);
  let isHeard = false, late = 0;
  worker.on("message", () => isHeard = true);
  while (!isHeard) {
    if (Atomics.load(said, 0) === 1) late++;
    for (const begin = performance.now(); performance.now() - begin < 25;);
    await breathe();
  }
  await worker.terminate();
  assert(late <= 4, `heard after ${late} breaths: without sleep it would be a dozen`);
});
