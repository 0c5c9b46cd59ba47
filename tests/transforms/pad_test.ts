import { assertEquals, assertThrows } from "@std/assert";
import { pad, type PadOptions } from "../../src/transforms/pad.ts";

/** Two rows of three pixels of two channels; the second channel is ten times the first. */
const image = Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);

function padded(options: PadOptions, shape: readonly [number, number, number] = [2, 3, 2], from = image) {
  const { x } = pad(options)({ x: { dtype: "uint8", shape, data: from }, y: 0 }, () => 0);
  return { shape: x.shape, first: [...x.data as Uint8Array].filter((_, i) => i % shape[2] === 0) };
}

Deno.test("pad() puts the border around that NumPy's pad of the same mode does", () => {
  // numpy 2.4: numpy.pad([[1, 2, 3], [4, 5, 6]], 1, mode)
  const wanted = {
    constant: [0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0],
    edge: [1, 1, 2, 3, 3, 1, 1, 2, 3, 3, 4, 4, 5, 6, 6, 4, 4, 5, 6, 6],
    reflect: [5, 4, 5, 6, 5, 2, 1, 2, 3, 2, 5, 4, 5, 6, 5, 2, 1, 2, 3, 2],
    symmetric: [1, 1, 2, 3, 3, 1, 1, 2, 3, 3, 4, 4, 5, 6, 6, 4, 4, 5, 6, 6],
  } as const;
  for (const [mode, first] of Object.entries(wanted)) {
    assertEquals(padded({ size: 1, mode: mode as keyof typeof wanted }), { shape: [4, 5, 2], first: [...first] }, mode);
  }
});

Deno.test("pad() tells the two mirrors apart two pixels away", () => {
  const row = (mode: "reflect" | "symmetric") =>
    padded({ size: 2, mode }, [3, 3, 1], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)).first.slice(14, 21);
  assertEquals([row("reflect"), row("symmetric")], [[3, 2, 1, 2, 3, 2, 1], [2, 1, 1, 2, 3, 3, 2]]);
});

Deno.test("pad() keeps channels together, and an image as it is where the border is none", () => {
  const { x } = pad({ size: 1, mode: "edge" })({ x: { dtype: "uint8", shape: [2, 3, 2], data: image }, y: 0 }, () => 0);
  assertEquals((x.data as Uint8Array).every((value, i) => i % 2 === 0 || value === 10 * x.data[i - 1]), true);
  assertEquals(padded({ size: 0, mode: "reflect" }).first, [1, 2, 3, 4, 5, 6]);
});

Deno.test("pad() fills up to a multiple, below and on the right, so that places stay", () => {
  assertEquals(padded({ multiple: 4 }), { shape: [4, 4, 2], first: [1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
  assertEquals(padded({ multiple: 3, mode: "edge" }), { shape: [3, 3, 2], first: [1, 2, 3, 4, 5, 6, 4, 5, 6] });
  // A border first, then what lacks.
  assertEquals(padded({ size: 1, multiple: 5 }).shape, [5, 5, 2]);
  assertEquals(padded({ multiple: 1 }).first, [1, 2, 3, 4, 5, 6]);
  const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(0, 0, 1, 1) } as const;
  const moved = pad({ multiple: 4 })({ x: { dtype: "uint8", shape: [2, 3, 2], data: image }, y: { boxes } }, () => 0);
  assertEquals([...(moved.y as { boxes: typeof boxes }).boxes.data], [0, 0, 1, 1]);
  assertThrows(
    () => padded({ multiple: 8, mode: "reflect" }),
    RangeError,
    "a border of 6 by reflect needs 7 pixels a side",
  );
  assertThrows(() => pad({ multiple: 0 }), RangeError, "multiple must be a whole number of at least 1: got 0");
  assertThrows(() => pad({}), RangeError, "size must be a whole number of at least 0: got undefined");
});

Deno.test("pad() refuses a border that the image cannot fill, and a mode that there is not", () => {
  assertThrows(
    () => padded({ size: 2, mode: "reflect" }),
    RangeError,
    "Cannot pad images as a border of 2 by reflect needs 3 pixels a side: got 2 x 3. Take a smaller border.",
  );
  assertEquals(padded({ size: 2, mode: "symmetric" }).shape, [6, 7, 2]);
  assertThrows(
    () => pad({ size: 1, mode: "mirror" as "edge" }),
    RangeError,
    "Cannot make pad as mode must be constant, edge, reflect, symmetric: got mirror.",
  );
  assertThrows(() => pad({ size: -1 }), RangeError, "size must be a whole number of at least 0: got -1.");
});
