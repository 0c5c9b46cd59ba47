import { assertEquals, assertRejects } from "@std/assert";
import { developer } from "../../src/loading/collate.ts";
import { memorySource, share } from "../../src/sources/memory_images.ts";
import { startThread } from "../../src/loading/thread.ts";
import { randomCrop } from "../../src/transforms/random_crop.ts";

const { pixels } = share({ pixels: Uint8Array.from({ length: 40 }, (_, i) => i), labels: new Uint8Array(10) });
const source = memorySource({ pixels, shape: [2, 2, 1] });
const film = { source, transforms: [] }, narrow = { source, transforms: [randomCrop({ size: 3 })] };
const part = ({ name, recipe }: Pick<typeof source, "name" | "recipe">) => ({ name, ...recipe! });
const parts = [part(source)];

Deno.test("a thread makes batches of several films, each in its own memory, ahead of whoever takes them", async () => {
  const thread = startThread(), framed = { source, transforms: [randomCrop({ size: 2, padding: 1 })] };
  await thread.learn(film, parts);
  await thread.learn(framed, [...parts, part(framed.transforms[0]!)]);
  await thread.learn(film, parts);
  const picks = Array.from({ length: 8 }, (_, i) => Uint32Array.of(i, 9 - i));
  for (const one of [film, framed, film]) {
    const work = thread.begin(one, picks, 3);
    for (const picked of picks) assertEquals([...(await work.take()).bytes], [...developer(one)(picked, 3).bytes]);
    work.end();
  }
  thread.end();
});

Deno.test("a thread tells an error to whoever takes that shift, and to nobody else", async () => {
  const thread = startThread();
  await thread.learn(narrow, [...parts, part(narrow.transforms[0]!)]);
  await thread.learn(film, parts);
  const failing = thread.begin(narrow, [Uint32Array.of(1)], 0), work = thread.begin(film, [Uint32Array.of(2)], 0);
  assertEquals([...(await work.take()).bytes], [8, 9, 10, 11]);
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
    () => thread.learn(film, [bomb]),
    Error,
    "Cannot make batches in another thread as it must not fail: got",
  );
  assertEquals(thread.isWell, false);
  thread.end();
});
