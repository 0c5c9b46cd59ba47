/** Fine-tuning on photographs of one's own, and predicting by what came of it, as users run them. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { generator, mixSeed, saveCheckpoint, tf, writeImage } from "../../mod.ts";
import { networkOf } from "../../examples/photographs/network.ts";
import { partsOf } from "../../examples/photographs/parts_of.ts";
import { deno, ROOT } from "../program.ts";

/** Photographs of two kinds, bright above or below, of several sizes, and one of a format that is not read. */
async function draw(folder: string, count: number): Promise<void> {
  for (const [name, above] of [["ants", 0], ["bees", 1]] as const) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
    for (let i = 0; i < count; i++) {
      const [height, width] = [36 + i % 5, 40 + i % 7], next = generator(mixSeed(3, name, i));
      const data = Uint8Array.from({ length: height * width * 3 }, (_, at) => {
        const isAbove = at < height * width * 3 / 2 ? 0 : 1;
        return (isAbove === above ? 190 : 40) + 60 * next();
      });
      await writeImage(`${folder}/${name}/${i}.jpg`, { dtype: "uint8", shape: [height, width, 3], data });
    }
  }
  await Deno.writeTextFile(`${folder}/ants/none.gif`, "GIF89a");
}

Deno.test("photographs.ts fine-tunes on a folder with a stray GIF, and predict.ts reads what it has left", async () => {
  const cwd = await Deno.makeTempDir();
  await draw(`${cwd}/photos`, 20);
  const run = (name: string, ...args: string[]) =>
    deno(["run", "-A", "--quiet", `${ROOT}examples/${name}.ts`, ...args], { cwd });
  const made = await run("photographs", "--data", "photos", "--epochs", "2", "--work-dir", "out", "--size", "32");
  assertEquals(made.code, 0, made.stderr);
  assertStringIncludes(made.stderr, "none.gif: it must be JPEG, PNG or WebP");
  assertStringIncludes(made.stdout, "% of the photographs to be judged on are right.");
  const { code, stdout, stderr } = await run(
    "predict",
    "out/epoch_1.safetensors",
    "photos/bees/3.jpg",
    "photos/ants",
    "photos/nosuch.jpg",
    "--top",
    "1",
  );
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "\nLeft out 1 sample of files, as it cannot be read: Cannot read photos/nosuch.jpg");
  const lines = stdout.trim().split("\n");
  assertEquals([lines.length, lines[0]!.split(":")[0]], [21, "photos/bees/3.jpg"]);
  assert(lines.every((line) => /: (ants|bees) \d+\.\d %$/.test(line)), stdout);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("photographs.ts begins with any network that a file's name, a checkpoint or --model says", async () => {
  const made = async (...given: [string, string?]) => {
    const { name, params } = await networkOf(given[0], 2, given[1]);
    tf.dispose(params);
    return name;
  };
  assertEquals(await made("weights/mobilenet_v3_small-047dcff4.pth"), "mobileNetV3Small");
  assertEquals(await made("resnet18.a1_in1k.safetensors"), "resnet18");
  assertEquals(await made("mine.pt", "mobileNetV2"), "mobileNetV2");
  const checkpoint = `${await Deno.makeTempDir()}/best.safetensors`;
  const progress = { step: 0, epoch: 0, batch: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const settings = { model: { name: "mobileNetV3Small", classes: 2 } };
  await saveCheckpoint(checkpoint, {
    ...{ model: "mobileNetV3Small", optimizer: "none" },
    weights: {},
    slots: {},
    progress,
    settings,
  });
  assertEquals(await made(checkpoint), "mobileNetV3Small");
  await assertRejects(
    () => networkOf("mine.pt", 2),
    TypeError,
    "Cannot tell the network of mine.pt as its name must begin",
  );
  await assertRejects(() => networkOf("mine.pt", 2, "toString"), TypeError, "got toString.");
});

Deno.test("photographs.ts freezes by the largest parts that a file has", () => {
  const all = ["conv/kernel", "layer/0/a", "layer/0/b", "layer/1/a", "head/0/kernel", "head/3/kernel"];
  assertEquals(partsOf(all.slice(0, 5), all), ["conv", "layer", "head/0"]);
  assertEquals(partsOf(["layer/0/a", "layer/1/a"], all), ["layer/0/a", "layer/1"]);
});

Deno.test("predict.ts refuses to be told too little", async () => {
  const { code, stderr } = await deno(["run", "-A", "--quiet", `${ROOT}examples/predict.ts`]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "there must be a checkpoint and files");
});
