/** Boxes and masks are told in pixels of the images as they came. */
import { assert, assertEquals } from "@std/assert";
import { centerCrop, cpu, letterbox, model, type Picture, predictor, resize, tf, writeImage } from "../../../mod.ts";

await cpu().open();
const knows = { classes: ["dark", "bright"], normalization: { scale: [1, 1, 1], offset: [0, 0, 0] } };

/** Dark, but for a bright block from (6, 4) to (12, 8) of 18 x 12 pixels. */
const drawn: Picture = {
  dtype: "uint8",
  shape: [12, 18, 3],
  data: Uint8Array.from({ length: 12 * 18 * 3 }, (_, at) => {
    const x = Math.floor(at / 3) % 18, y = Math.floor(at / 54);
    return x >= 6 && x < 12 && y >= 4 && y < 8 ? 250 : 10;
  }),
};

/** Says for each pixel that it is bright where it is. */
const segmenter = model({
  name: "segmenter",
  params: {},
  forward: (x: tf.Tensor4D) => {
    const light = tf.mean(x, 3, true);
    return tf.concat([tf.sub(140, light), tf.sub(light, 140)], 3);
  },
});

/** Finds one box, whatever it sees. */
const finder = (box: readonly number[]) =>
  model({
    name: "finder",
    params: {},
    forward: ({ shape: [batch] }: tf.Tensor4D) => ({
      boxes: tf.tile(tf.tensor3d([[[...box]]]), [batch, 1, 1]),
      scores: tf.ones([batch, 1]),
      labels: tf.ones([batch, 1], "int32"),
    }),
  });

Deno.test("predictor() tells masks in pixels of the image as it came, from memory and from files", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/a.png`;
  await writeImage(path, drawn);
  using predict = await predictor(segmenter, {
    ...{ knows, engine: cpu(), workers: 0 },
    transforms: [letterbox({ size: 36, fill: 10 })],
  });
  for (const input of [drawn, path]) {
    const { mask } = await predict(input);
    assertEquals(mask!.shape, [12, 18]);
    const wanted = Array.from({ length: 12 * 18 }, (_, at) => drawn.data[3 * at]! > 140 ? 1 : 0);
    assertEquals([...mask!.data], wanted);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("predictor() says -1 in a mask where the image was cut off", async () => {
  const transforms = [centerCrop({ size: [12, 6] })];
  using predict = await predictor(segmenter, { knows, engine: cpu(), transforms });
  const { mask } = await predict(drawn), row = Array.from(mask!.data.slice(5 * 18, 6 * 18));
  assertEquals(row, [...Array(6).fill(-1), ...Array(6).fill(1), ...Array(6).fill(-1)]);
});

Deno.test("predictor() tells boxes in pixels of the image as it came, no further than it reaches", async () => {
  // 36 x 24 in the middle of 36 x 36: twice as large, 6 lower.
  const transforms = [letterbox({ size: 36 })], how = { knows, engine: cpu(), transforms };
  for (const [found, wanted] of [[[12, 14, 24, 22], [6, 4, 12, 8]], [[-4, 0, 40, 36], [0, 0, 18, 12]]] as const) {
    using predict = await predictor(finder(found), how);
    const { boxes } = await predict(drawn), [{ box, name }] = boxes as [NonNullable<typeof boxes>[number]];
    assertEquals(name, "bright");
    box.forEach((at, i) => assert(Math.abs(at - wanted[i]!) < 1e-4, `${box} are not ${wanted}`));
  }
  using predict = await predictor(finder([0, 0, 4, 5]), { ...how, transforms: [resize({ size: [10, 8] })] });
  const { boxes } = await predict(drawn);
  [0, 0, 9, 6].forEach((at, i) => assert(Math.abs(boxes![0]!.box[i]! - at) < 1e-4, `${boxes![0]!.box}`));
});
