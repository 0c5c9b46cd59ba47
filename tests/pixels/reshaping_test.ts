import { assertEquals, assertThrows } from "@std/assert";
import { dataset, memoryImages, randomZoomOut, resize } from "../../mod.ts";
import { placed } from "../../src/pixels/placed.ts";
import { reshaping } from "../../src/pixels/reshaping.ts";

const made = { module: import.meta.url, settings: {} };

Deno.test("reshaping() leaves a sample alone for which nothing was drawn, and takes the target that is", () => {
  const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(3) }, y: 1 };
  assertEquals(reshaping("none", made, () => undefined)(sample, () => 0), sample);
  const wider = reshaping("wider", made, ({ x }) => ({
    move: placed(x.shape, { top: 0, left: 1, height: 1, width: 2 }),
    size: [1, 2],
    y: { keypoints: { dtype: "float32", shape: [1, 1, 2], data: Float32Array.of(0.5, 0.5) } },
  }));
  const { x, y } = wider(sample, () => 0);
  assertEquals([[...x.data], [...y.keypoints.data]], [[0, 3], [1.5, 0.5]]);
  const text = "Cannot use wider as x must be an image of bytes";
  assertThrows(() => wider({ x: 5, y: 0 }, () => 0), TypeError, text);
});

Deno.test("images that come out in sizes of their own meet in a batch after a resize, the same each time", async () => {
  const bytes = Uint8Array.from({ length: 4 * 6 * 5 }, (_, i) => 2 * i);
  const data = dataset({
    name: "zoomed",
    train: memoryImages({ pixels: bytes, labels: Uint8Array.of(0, 1, 0, 1), shape: [6, 5, 1] }),
    batchSize: 4,
    transforms: [randomZoomOut({ chance: 0.7 }), resize({ size: [8, 8] })],
  });
  await data.open?.();
  const read = async () => {
    for await (const { x, y, ...rest } of data.train({ epoch: 0, seed: 3 })) {
      const values = [...x.dataSync()];
      x.dispose(), (y as unknown as { dispose(): void }).dispose();
      return { shape: x.shape, values, size: Object.keys(rest).length };
    }
  };
  const first = await read();
  assertEquals(first!.shape, [4, 8, 8, 1]);
  assertEquals(await read(), first);
  data.close?.();
});
