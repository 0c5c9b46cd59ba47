import { assertEquals, assertRejects } from "@std/assert";
import { collator, type Supply } from "../../src/loading/collate.ts";
import type { Collated } from "../../src/loading/tray.ts";
import { memoryImages, share } from "../../src/sources/memory_images.ts";
import { startThread } from "../../src/loading/thread.ts";
import { randomCrop } from "../../src/transforms/random_crop.ts";
import { field } from "./field.ts";

const images = share({ pixels: Uint8Array.from({ length: 40 }, (_, i) => i), labels: new Uint8Array(10) });
const source = memoryImages({ ...images, shape: [2, 2, 1] });
const plain: Supply = { source, transforms: [], labels: true };
const narrow = { ...plain, transforms: [randomCrop({ size: 3 })] };
const parts = [source.recipe!];

Deno.test("a thread makes batches of several supplies, each in its own memory, ahead of whoever takes them", async () => {
  const thread = startThread(), framed = { ...plain, transforms: [randomCrop({ size: 2, padding: 1 })] };
  await thread.learn(plain, parts);
  await thread.learn(framed, [...parts, framed.transforms[0]!.recipe!]);
  await thread.learn(plain, parts);
  const picks = Array.from({ length: 8 }, (_, i) => Uint32Array.of(i, 9 - i));
  for (const one of [plain, framed, plain]) {
    const work = thread.begin(one, picks, 3);
    for (const picked of picks) assertEquals(field(await work.take()), field(collator(one)(picked, 3) as Collated));
    work.end();
  }
  thread.end();
});

Deno.test("a thread tells an error to whoever takes that shift, and to nobody else", async () => {
  const thread = startThread();
  await thread.learn(narrow, [...parts, narrow.transforms[0]!.recipe!]);
  await thread.learn(plain, parts);
  const failing = thread.begin(narrow, [Uint32Array.of(1)], 0), work = thread.begin(plain, [Uint32Array.of(2)], 0);
  assertEquals(field(await work.take()), [8, 9, 10, 11]);
  await assertRejects(() => failing.take(), RangeError, "This is about image 1.");
  assertEquals(thread.isWell, true);
  thread.end();
});

Deno.test("a thread that fails as a whole says why, and is not asked again", async () => {
  const thread = startThread();
  const text =
    `export const bomb = () => { setTimeout(() => { throw new Error("it blew up"); }); return bomb.promise; };
    bomb.promise = new Promise(() => {});`;
  const bomb = { name: "bomb", module: `data:text/javascript,${encodeURIComponent(text)}`, options: {} };
  await assertRejects(
    () => thread.learn(plain, [bomb]),
    Error,
    "Cannot make batches in another thread as it must not fail: got",
  );
  assertEquals(thread.isWell, false);
  thread.end();
});
