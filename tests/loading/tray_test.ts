import { assertEquals, assertStrictEquals } from "@std/assert";
import { placesOf } from "../../src/loading/layout.ts";
import { openTray } from "../../src/loading/tray.ts";
import { whole } from "../../src/pixels/frame.ts";
import { sharedMemory } from "../../src/pixels/program.ts";
import { field } from "./field.ts";

const title = (index: number) => `sample ${index}`;
const bare = (x: number, y: number) => ({ sample: { x, y }, frame: undefined });

Deno.test("openTray() gives each batch of numbers memory of its own, unless threads share it", () => {
  for (const memory of [undefined, sharedMemory()]) {
    const tray = openTray(title, false, 2, memory);
    tray.put(bare(1, 2), 0, 7, 1, 0);
    const first = tray.collated(1);
    tray.put(bare(3, 4), 0, 8, 1, 1);
    const second = tray.collated(1);
    assertEquals([field(first), field(first, "y"), field(second), field(second, "y")], [[1], [2], [3], [4]]);
    assertEquals([first.own, second.own, first.bytes.length], [
      memory === undefined,
      memory === undefined,
      placesOf(first.rows, 1).bytes,
    ]);
    assertStrictEquals(first.rows, second.rows);
  }
});

Deno.test("openTray() puts images into memory that is used again", () => {
  const tray = openTray(title, true), shape = [1, 2, 1] as const;
  const image = (...data: number[]) => ({
    sample: { x: { dtype: "uint8", shape, data: Uint8Array.from(data) }, y: data[0]! } as const,
    frame: whole(shape),
  });
  tray.put(image(1, 2), 0, 0, 2, 0);
  tray.put(image(3, 4), 1, 1, 2, 0);
  const made = tray.collated(2);
  assertEquals([field(made), field(made, "y"), made.own], [[1, 2, 3, 4], [1, 3], false]);
  tray.put(image(5, 6), 0, 2, 1, 0);
  assertEquals(field(tray.collated(1)), [5, 6]);
});

Deno.test("openTray() knows the place of an image once the first of its batch has said how all are laid out", () => {
  const tray = openTray(title, true), shape = [1, 2, 1] as const, y = 0;
  const put = (data: Uint8Array, i: number) =>
    tray.put({ sample: { x: { dtype: "uint8", shape, data }, y }, frame: whole(shape) }, i, i, 3, 0);
  assertEquals([tray.place(shape, 0), tray.place(shape, 1)], [undefined, undefined]);
  put(Uint8Array.of(1, 2), 0);
  assertEquals([tray.place(shape, 0), tray.place([2, 1, 1], 1)], [undefined, undefined]);
  const here = tray.place(shape, 1)!;
  here.set([3, 4]);
  put(here, 1);
  // What lies in the same memory elsewhere is copied.
  put(here, 2);
  assertEquals(field(tray.collated(3)), [1, 2, 3, 4, 3, 4]);
  tray.put(bare(1, 2), 0, 0, 2, 0);
  assertEquals(tray.place(shape, 1), undefined);
});
