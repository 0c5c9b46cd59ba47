import { assertEquals } from "@std/assert";
import { makeRing, openMaker, openTaker, TRAYS } from "../../src/loading/ring.ts";

const tray = (i: number) => ({ at: 100 * i, bytes: 7 * i, size: i + 1, layout: i % 2 });

Deno.test("a ring hands over trays in their order, each of which is used again when the next one is asked for", async () => {
  const ring = makeRing(), maker = openMaker(ring), taker = openTaker(ring);
  for (let i = 0; i < TRAYS; i++) {
    assertEquals(maker.next(), i);
    maker.put(tray(i));
  }
  for (let i = 0; i < 3 * TRAYS; i++) {
    assertEquals(await taker.take(), tray(i));
    if (i === 0) continue;
    // The tray before this one is free now.
    assertEquals(maker.next(), (i - 1) % TRAYS);
    maker.put(tray(TRAYS + i - 1));
  }
});

Deno.test("a ring hands over at once what is there, and frees the tray before it once", () => {
  const ring = makeRing(), maker = openMaker(ring), taker = openTaker(ring);
  assertEquals(taker.ready(), undefined);
  for (let i = 0; i < TRAYS; i++) {
    maker.next();
    maker.put(tray(i));
  }
  assertEquals([taker.ready(), taker.ready()], [tray(0), tray(1)]);
  maker.next();
  maker.put(tray(3));
  assertEquals([taker.ready(), taker.ready(), taker.ready()], [tray(2), tray(3), undefined]);
  // Two are free again, and the one that was taken last.
  void taker.take();
  for (let i = 4; i < 4 + TRAYS; i++) {
    assertEquals(maker.next(), i % TRAYS);
    maker.put(tray(i));
  }
});

Deno.test("a ring lets whoever takes wait for what is not there yet", async () => {
  const ring = makeRing(), maker = openMaker(ring), taker = openTaker(ring);
  const first = taker.take();
  maker.next();
  maker.put(tray(7));
  assertEquals(await first, tray(7));
});

Deno.test("a ring that has ended makes no more, and gives an empty tray to who waits", async () => {
  const ring = makeRing(), maker = openMaker(ring), taker = openTaker(ring);
  for (let i = 0; i < TRAYS; i++) {
    maker.next();
    maker.put(tray(i));
  }
  taker.end();
  assertEquals(maker.next(), undefined);
  const other = openTaker(makeRing()), waits = other.take();
  other.end();
  assertEquals((await waits).size, 0);
});

Deno.test("a ring wakes a maker that sleeps in another thread, for a free tray as for its end", async () => {
  const module = new URL("../../src/loading/ring.ts", import.meta.url).href;
  const code = `import { openMaker } from ${JSON.stringify(module)};
    onmessage = ({ data }) => {
      const maker = openMaker(data);
      let made = 0;
      for (; maker.next() !== undefined; made++) maker.put({ at: made, bytes: 1, size: 1, layout: 0 });
      postMessage(made);
    };`;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(code)}`, { type: "module" });
  const made = new Promise<number>((resolve) => worker.onmessage = ({ data }) => resolve(data));
  const ring = makeRing(), taker = openTaker(ring);
  worker.postMessage(ring);
  for (let i = 0; i < 50; i++) assertEquals((await taker.take()).at, i);
  taker.end();
  const count = await made;
  assertEquals(count >= 50 && count <= 50 + TRAYS, true, `${count}`);
  worker.terminate();
});
