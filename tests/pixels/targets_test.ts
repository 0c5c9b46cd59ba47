import { assertEquals, assertThrows } from "@std/assert";
import {
  boxedFields,
  hasPlaces,
  joinedTargets,
  movedTarget,
  withFields,
  withObjects,
} from "../../src/pixels/targets.ts";

const still = {
  image() {},
  mask: (from: Uint8Array, to: Uint8Array) => to.set(from),
  point: (x: number, y: number) => [x, y] as const,
};
const right = { ...still, point: (x: number, y: number) => [x + 3, y] as const };
const SHAPE = [4, 4, 3] as const;

Deno.test("movedTarget() leaves out objects that have left the image, from all that counts them", () => {
  const boxes = { dtype: "float32", shape: [2, 4], data: Float32Array.of(0, 0, 2, 2, 1, 1, 3, 3) } as const;
  const labels = { dtype: "int32", shape: [2], data: Int32Array.of(7, 8) } as const;
  const masks = { dtype: "uint8", shape: [2, 4, 4], data: new Uint8Array(32).fill(1, 16) } as const;
  const y = movedTarget("shift", { boxes, labels, masks, name: "a" }, right, SHAPE, SHAPE);
  assertEquals(y, {
    boxes: { dtype: "float32", shape: [1, 4], data: Float32Array.of(3, 0, 4, 2) },
    labels: { dtype: "int32", shape: [1], data: Int32Array.of(7) },
    masks: { dtype: "uint8", shape: [1, 4, 4], data: new Uint8Array(16) },
    name: "a",
  });
});

Deno.test("movedTarget() leaves classes, numbers and texts alone", () => {
  for (const y of [3, "cat", { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) }]) {
    assertEquals([movedTarget("shift", y, right, SHAPE, SHAPE), hasPlaces(y)], [y, false]);
  }
  assertEquals(hasPlaces({ label: 3 }), false);
});

Deno.test("movedTarget() refuses masks that are not as large as their image, and boxes that are none", () => {
  const mask = { dtype: "uint8", shape: [3, 4], data: new Uint8Array(12) };
  assertEquals(
    assertThrows(() => movedTarget("shift", mask, still, SHAPE, SHAPE), RangeError).message,
    "Cannot use shift as a mask must be as large as its image: got [3, 4] for 4 x 4.",
  );
  const boxes = { dtype: "float32", shape: [4], data: new Float32Array(4) };
  assertEquals(
    assertThrows(() => movedTarget("shift", { boxes }, still, SHAPE, SHAPE), RangeError).message,
    "Cannot use shift as boxes must be float32 [n, 4]: got float32 [4].",
  );
});

Deno.test("movedTarget() refuses masks of other numbers, which would stay where they are", () => {
  const mask = { dtype: "int32", shape: [4, 4], data: new Int32Array(16) };
  assertEquals(
    assertThrows(() => movedTarget("shift", { mask }, still, SHAPE, SHAPE), RangeError).message,
    "Cannot use shift as mask must be uint8 [height, width]: got int32 [4, 4].",
  );
  const masks = { dtype: "float32", shape: [1, 4, 4], data: new Float32Array(16) };
  assertEquals(
    assertThrows(() => movedTarget("shift", { masks }, still, SHAPE, SHAPE), RangeError).message,
    "Cannot use shift as masks must be uint8 [n, height, width]: got float32 [1, 4, 4].",
  );
});

Deno.test("withObjects() leaves objects out of fields of bytes as well, and no row of a mask", () => {
  const fields = {
    boxes: { dtype: "float32", shape: [2, 4], data: Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3) },
    visible: { dtype: "uint8", shape: [2, 3], data: Uint8Array.of(0, 1, 2, 3, 4, 5) },
    mask: { dtype: "uint8", shape: [2, 3], data: new Uint8Array(6) },
  } as const;
  const { visible, mask } = withObjects(fields, (left) => left > 1) as unknown as typeof fields;
  assertEquals([[...visible.data], visible.shape as readonly number[], mask], [[3, 4, 5], [1, 3], fields.mask]);
});

Deno.test("joinedTargets() puts fields of bytes one after the other, and masks one over the other", () => {
  const part = (byte: number) => ({
    boxes: { dtype: "float32", shape: [1, 4], data: Float32Array.of(0, 0, 1, 1) },
    visible: { dtype: "uint8", shape: [1, 2], data: Uint8Array.of(0, byte) },
    mask: { dtype: "uint8", shape: [1, 2], data: Uint8Array.of(0, byte) },
  } as const);
  const { visible, mask } = joinedTargets([part(1), part(2)]) as ReturnType<typeof part>;
  assertEquals([[...visible.data], visible.shape as readonly number[]], [[0, 1, 0, 2], [2, 2]]);
  assertEquals([[...mask.data], mask.shape as readonly number[]], [[0, 1], [1, 2]]);
});

Deno.test("withObjects() answers the fields themselves where all are kept", () => {
  const fields = { boxes: { dtype: "float32", shape: [1, 4], data: new Float32Array(4) } } as const;
  assertEquals(withObjects(fields, () => true) === fields, true);
});

Deno.test("joinedTargets() counts objects by boxes, or by points or masks, and keeps what does not count them", () => {
  const of = (count: number, name: "keypoints" | "masks") => ({
    [name]: { dtype: "float32", shape: [count, 1, 2], data: new Float32Array(2 * count) },
    labels: { dtype: "int32", shape: [count], data: new Int32Array(count) },
    size: { dtype: "int32", shape: [3], data: new Int32Array(3) },
  });
  for (const name of ["keypoints", "masks"] as const) {
    const joined = joinedTargets([of(1, name), of(2, name)]) as Record<string, { shape: number[] }>;
    assertEquals([joined[name], joined.labels, joined.size].map((field) => field!.shape), [[3, 1, 2], [3], [3]]);
  }
});

Deno.test("boxedFields() looks below weights, and refuses what has no boxes", () => {
  const fields = { boxes: { dtype: "float32", shape: [0, 4], data: new Float32Array(0) } } as const;
  const heavy = { target: { target: fields, weight: 1 }, weight: 2 };
  assertEquals([boxedFields("shift", heavy) === fields, withFields(heavy, fields)], [true, heavy]);
  for (const y of [undefined, 3, { target: {}, weight: 1 }, { boxes: {} }]) {
    assertThrows(() => boxedFields("shift", y), TypeError, "Cannot use shift as y.boxes must be float32 [n, 4].");
  }
});
