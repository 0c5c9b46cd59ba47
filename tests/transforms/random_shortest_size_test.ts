import { assertEquals, assertThrows } from "@std/assert";
import { generator, randomShortestSize } from "../../mod.ts";

Deno.test("randomShortestSize() draws each length, makes the longer side no longer than it may be, and takes boxes along", () => {
  const x = { dtype: "uint8", shape: [12, 8, 1], data: new Uint8Array(96) } as const;
  const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(0, 3, 4, 12) } as const;
  const resize = randomShortestSize({ sizes: [4, 16, 40], longest: 30 });
  const seen = new Map(Array.from({ length: 30 }, (_, seed) => {
    const { x: made, y } = resize({ x, y: { boxes } }, generator(seed));
    return [made.shape.join(), [...y.boxes.data].map(Math.round)] as const;
  }));
  assertEquals(Object.fromEntries(seen), {
    "6,4,1": [0, 2, 2, 6],
    "24,16,1": [0, 6, 8, 24],
    "30,20,1": [0, 8, 10, 30],
  });
});

Deno.test("randomShortestSize() makes a side just as long as drawn, and no longer than it may be", () => {
  const sizeOf = (height: number, width: number, size: number, longest = 10000) =>
    randomShortestSize({ sizes: [size], longest })(
      { x: { dtype: "uint8", shape: [height, width, 1], data: new Uint8Array(height * width) }, y: 0 },
      () => 0,
    ).x.shape.slice(0, 2);
  assertEquals([sizeOf(427, 640, 480), sizeOf(640, 427, 480)], [[480, 719], [719, 480]]);
  for (let side = 1; side < 60; side++) {
    assertEquals([sizeOf(side, 61, 41)[0], sizeOf(side, 61, 41, 43)[1]! <= 43], [41, true]);
    assertEquals(sizeOf(side, 61, 61, 53)[1], 53);
  }
});

Deno.test("randomShortestSize() refuses lengths that are none", () => {
  assertThrows(() => randomShortestSize({ sizes: [] }), RangeError, "sizes must be a list of numbers: got none.");
  assertThrows(() => randomShortestSize({ sizes: [8], longest: 0.5 }), RangeError, "longest must be a whole number");
});
