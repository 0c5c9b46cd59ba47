import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { cocoBoxes, dataset, meanAveragePrecision, resize, scoresOf, tf } from "../../mod.ts";
import { ANNOTATED, KNOWN, known, said, samplesOf } from "./annotated.ts";

await tf.setBackend("cpu");
const path = `${ANNOTATED}/coco.json`, images = `${ANNOTATED}/images`;

Deno.test("cocoBoxes() has the boxes that pycocotools reads, without crowds", async () => {
  const source = cocoBoxes(path, { images });
  assertEquals((await samplesOf(source)).map(said), ["a", "b", "c"].map((name) => known(name, false)));
  assertEquals([source.classes, source.title!(1)], [KNOWN.classes, `${images}/b.png`]);
  assertEquals((await samplesOf(cocoBoxes(path, { images, empty: false }))).length, 2);
});

Deno.test("cocoBoxes() tells crowds and areas where they are asked for", async () => {
  const samples = await samplesOf(cocoBoxes(path, { images, crowd: true })), { a } = KNOWN.images;
  assertEquals(samples.map(said), ["a", "b", "c"].map((name) => known(name, true)));
  const { crowd, area } = samples[0]!.y;
  assertEquals([[...crowd.data], [...area.data]], [a!.crowd, a!.area]);
});

Deno.test("cocoBoxes() makes batches for meanAveragePrecision(), by threads too", async () => {
  const source = cocoBoxes(path, { images, crowd: true });
  for (const workers of [0, 1]) {
    const data = dataset({ train: source, val: source, batchSize: 3, workers, valTransforms: [resize({ size: 8 })] });
    const metric = meanAveragePrecision({ classes: 2 });
    await assertRejects(
      async () => {
        await data.open!();
        for await (const _ of data.val!());
      },
      RangeError,
      "must be of one kind and shape",
    );
    await data.close!();
    const one = dataset({ train: source, val: source, batchSize: 1, workers });
    await one.open!();
    let state = metric.init();
    for await (const { x, y } of one.val!()) {
      assertEquals([y.boxes.shape, y.labels.shape, y.crowd.shape], [[1, 8, 4], [1, 8], [1, 8]]);
      const scores = tf.ones(y.labels.shape) as tf.Tensor;
      state = metric.update(state, { boxes: y.boxes, labels: y.labels, scores }, y);
      tf.dispose([x, scores]);
    }
    const { mAP } = await scoresOf([metric], [state]);
    assertAlmostEquals(mAP, 1, 1e-6);
    await one.close!();
  }
});

Deno.test("cocoBoxes() counts and names images with a box that is none, where broken samples are left out", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/coco.json`;
  const bbox = [[0, 0, 2, 2], [1, 1, -1, 1], [0, 0, 1, 0], [40, 40, 2, 2]];
  const coco = {
    images: bbox.map((_, id) => ({ id, file_name: id < 1 ? "a.png" : "b.png" })),
    annotations: bbox.map((bbox, id) => ({ id: id + 90, image_id: id, category_id: 1, bbox })),
    categories: [{ id: 1, name: "cat" }],
  };
  await Deno.writeTextFile(file, JSON.stringify(coco));
  const train = cocoBoxes(file, { images, empty: false });
  await train.open!();
  assertEquals(train.size, 4);
  const why = (id: number) => assertThrows(() => train.get(id), Error).message;
  const rule = "must have a bbox with a width and a height above 0";
  assertEquals([1, 2, 3].map(why), [
    `Cannot read ${file} as annotation 91 ${rule}: got [1,1,-1,1]. Correct it, or remove it.`,
    `Cannot read ${file} as annotation 92 ${rule}: got [0,0,1,0]. Correct it, or remove it.`,
    `Cannot read the boxes of ${images}/b.png as box 1 must lie in the image, of 4 x 5 pixels: got 40, 40 to 42, 42. ` +
    "Correct it, or remove it.",
  ]);
  const read = async (onBroken: "skip" | "refuse") => {
    const data = dataset({ train, val: train, onBroken });
    await data.open!();
    for await (const { x, y, size } of data.val!()) {
      assertEquals([size, [...y.boxes.dataSync().subarray(0, 4)]], [1, [0, 0, 2, 2]]);
      tf.dispose([x, y.boxes, y.labels]);
    }
    return data.news!();
  };
  assertEquals((await read("skip"))[0]!.startsWith("Left out 3 samples of cocoBoxes, as they cannot be read: "), true);
  await assertRejects(
    () => read("refuse"),
    Error,
    `annotation 91 ${rule}: got [1,1,-1,1]. Correct it, or remove it. This`,
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("cocoBoxes() names the annotation that is wrong", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/coco.json`;
  const coco = { images: [{ id: 1, file_name: "a.png" }], categories: [{ id: 1, name: "cat" }] };
  const annotation = { id: 7, image_id: 1, category_id: 1, bbox: [0, 0, 1, 1] };
  for (
    const [odd, message] of [
      [{ image_id: 2 }, "annotation 7 must be of one of its images: got image_id 2."],
      [{ category_id: 3 }, "annotation 7 must be of one of its categories: got category_id 3."],
      [{ bbox: [0, null, 1, 1] }, "annotation 7 must have a bbox of four numbers: got [0,null,1,1]."],
      [{ iscrowd: 2 }, "annotation 7 must have 0 or 1 as iscrowd: got 2."],
      [{ area: "4" }, 'annotation 7 must have a number as area: got "4".'],
    ] as const
  ) {
    await Deno.writeTextFile(file, JSON.stringify({ ...coco, annotations: [{ ...annotation, ...odd }] }));
    await assertRejects(() => cocoBoxes(file, { images }).open!(), TypeError, `Cannot read ${file} as ${message}`);
  }
  for (const [name, rule] of [["images", "got 1 twice."], ["categories", "got 1 twice."]] as const) {
    const twice = { ...coco, annotations: [annotation], [name]: [coco[name][0], coco[name][0]] };
    await Deno.writeTextFile(file, JSON.stringify(twice));
    const message = `its ${name} must have ids of their own: ${rule}`;
    await assertRejects(() => cocoBoxes(file, { images }).open!(), TypeError, message);
  }
  await Deno.writeTextFile(file, '{ "images": [');
  await assertRejects(() => cocoBoxes(file, { images }).open!(), TypeError, "it must be JSON");
  await Deno.writeTextFile(file, "[]");
  await assertRejects(() => cocoBoxes(file, { images }).open!(), TypeError, "it must have a list of images");
  await Deno.remove(folder, { recursive: true });
});
