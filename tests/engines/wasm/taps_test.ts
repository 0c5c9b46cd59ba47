import { assertEquals } from "@std/assert";
import { isPlain, meets, tapsOf } from "../../../src/engines/wasm/taps.ts";
import { windowOf } from "../../../src/shapes/window.ts";

Deno.test("tapsOf() says where taps lie, dilated and padded", () => {
  const window = windowOf([1, 5, 4, 2], [2, 2, 2, 5], { strides: 1, pad: 1, dilations: 2 });
  assertEquals(tapsOf(window), [[-1, -1], [-1, 1], [1, -1], [1, 1]]);
});

Deno.test("tapsOf() lists those that only ever meet padding too", () => {
  const window = windowOf([1, 1, 2, 2], [3, 3, 2, 5], { strides: [1, 2], pad: 1 });
  assertEquals(tapsOf(window), [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => [down, right] as const)));
});

Deno.test("isPlain() knows a plain product of matrices", () => {
  const plain = (size: number, k: number, strides: number, pad: number) =>
    isPlain(windowOf([2, size, size, 3], [k, k, 3, 4], { strides, pad }));
  assertEquals([plain(4, 1, 1, 0), plain(1, 1, 2, 0)], [true, true]);
  assertEquals([plain(4, 1, 2, 0), plain(4, 1, 1, 1), plain(4, 3, 1, 1), plain(1, 3, 1, 1)], Array(4).fill(false));
});

Deno.test("meets() counts the places that see pixels", () => {
  for (let offset = -5; offset < 8; offset++) {
    for (const step of [1, 2, 3]) {
      for (const places of [1, 2, 5]) {
        for (const input of [1, 2, 4]) {
          const seen = Array.from({ length: places }, (_, at) => at).filter((at) =>
            offset + at * step >= 0 && offset + at * step < input
          );
          const [first, count] = meets(offset, step, places, input);
          assertEquals(count, seen.length, `offset ${offset}, step ${step}, ${places} places, ${input} pixels`);
          if (count > 0) assertEquals(first, seen[0]);
        }
      }
    }
  }
});
