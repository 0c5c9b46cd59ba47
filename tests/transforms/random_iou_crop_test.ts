import { assert, assertEquals, assertThrows } from "@std/assert";
import { generator, randomIouCrop } from "../../mod.ts";

// Each pixel tells where it was.
const x = { dtype: "uint8", shape: [50, 40, 2], data: new Uint8Array(4000) };
for (let i = 0; i < 2000; i++) x.data.set([Math.floor(i / 40), i % 40], 2 * i);
const boxes = { dtype: "float32", shape: [2, 4], data: Float32Array.of(2, 5, 22, 30, 30, 40, 38, 48) } as const;
const labels = { dtype: "int32", shape: [2], data: Int32Array.of(7, 8) } as const;

Deno.test("randomIouCrop() cuts parts that overlap enough with a box whose middle is in them, and drops the others", () => {
  const crop = randomIouCrop({ overlaps: [0.4], scale: [0.3, 0.9] });
  const seen = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const { x: part, y } = crop({ x, y: { boxes, labels } }, generator(seed)), [height, width] = part.shape;
    const [top, left] = part.data;
    assert(width / height >= 0.5 && width / height <= 2 && height >= 15 && width >= 12, `${part.shape}`);
    const kept = [0, 1].filter((i) => {
      const [l, t, r, b] = boxes.data.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
      const [across, down] = [(l + r) / 2 - left, (t + b) / 2 - top];
      return across > 0 && across < width && down > 0 && down < height;
    });
    assertEquals([...y.labels.data], kept.map((i) => labels.data[i]!));
    const overlaps = kept.map((i) => {
      const [l, t, r, b] = boxes.data.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
      const across = Math.min(r, left + width) - Math.max(l, left), down = Math.min(b, top + height) - Math.max(t, top);
      const common = across * down;
      assertEquals([...y.boxes.data.subarray(4 * kept.indexOf(i), 4 * kept.indexOf(i) + 4)], [
        ...[Math.max(l - left, 0), Math.max(t - top, 0), Math.min(r - left, width), Math.min(b - top, height)],
      ]);
      return common / ((r - l) * (b - t) + width * height - common);
    });
    assert(Math.max(...overlaps) >= 0.4, `${overlaps}`);
    seen.add(part.shape.join());
  }
  assert(seen.size > 20, `${seen.size} shapes`);
});

Deno.test("randomIouCrop() leaves an image as it is for an overlap of 1, without objects, and where no part is enough", () => {
  const none = { dtype: "float32", shape: [0, 4], data: new Float32Array(0) } as const;
  assertEquals(randomIouCrop({ overlaps: [1] })({ x, y: { boxes } }, generator(1)).x, x);
  assertEquals(randomIouCrop()({ x, y: { boxes: none } }, generator(1)).x, x);
  const hard = randomIouCrop({ overlaps: [0.99], scale: [0.9, 1], trials: 2 });
  assertEquals(hard({ x, y: { boxes } }, generator(1)).x, x);
});

Deno.test("randomIouCrop() takes targets with weights", () => {
  const crop = randomIouCrop({ overlaps: [0.4] }), { x: part, y } = crop({ x, y: { boxes, labels } }, generator(1));
  const heavy = crop({ x, y: { target: { boxes, labels }, weight: 3 } }, generator(1));
  assertEquals([heavy.x, heavy.y], [part, { target: y, weight: 3 }]);
});

Deno.test("randomIouCrop() refuses what is out of range, and targets without boxes", () => {
  assertThrows(() => randomIouCrop({ overlaps: [2] }), RangeError, "overlaps[0] must be in [0, 1]: got 2.");
  assertThrows(() => randomIouCrop({ scale: [0.5, 1.5] }), RangeError, "scale[1] must be in [0, 1]: got 1.5.");
  assertThrows(() => randomIouCrop()({ x, y: 3 }, () => 0), TypeError, "y.boxes must be float32 [n, 4]");
});
