import { assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { packTar } from "npm:modern-tar@0.8.6";
import { dataset, OXFORD_PETS, oxfordPetMasks, oxfordPets, tf } from "../../mod.ts";
import { ANNOTATED, KNOWN } from "../sources/annotated.ts";
import { bytesOf, gzip, served } from "./named_server.ts";

await tf.setBackend("cpu");

async function archives(list: string) {
  const photo = await Deno.readFile(`${ANNOTATED}/images/c.png`),
    mask = await Deno.readFile(`${ANNOTATED}/masks/c.png`);
  const packed = async (files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>) =>
    await gzip(
      await packTar(
        Object.entries(files).map(([name, body]) => ({
          header: { name, size: body.length, type: "file" as const },
          body,
        })),
      ),
    );
  const there = await served({
    "images.tar.gz": await packed({ "images/Pug_1.jpg": photo, "images/Bombay_2.jpg": photo }),
    "annotations.tar.gz": await packed({
      "annotations/trainval.txt": bytesOf(list),
      "annotations/test.txt": bytesOf("Bombay_2 8 1 4\n"),
      "annotations/trimaps/Pug_1.png": mask,
      "annotations/trimaps/Bombay_2.png": mask,
    }),
  });
  const archive = async (name: string, folder: string) => {
    const url = `http://${there.host}/${name}`, bytes = await (await fetch(url)).bytes();
    const digits = createHash("md5").update(bytes).digest("hex");
    return { url, bytes: bytes.length, checksum: { algorithm: "md5", digits } as const, folder };
  };
  const all = [await archive("images.tar.gz", "images"), await archive("annotations.tar.gz", "annotations")];
  return { there, source: { ...OXFORD_PETS, archives: all } };
}

Deno.test("oxfordPets() fetches two archives, and takes breeds and splits from the lists", async () => {
  const { there, source } = await archives("# a remark\nPug_1 26 2 18\n");
  await using _ = there;
  const { dataDir } = there, data = oxfordPets({ dataDir, source, size: 3, batchSize: 2, workers: 0 });
  assertEquals(data.permissions!.length, 3);
  await data.open!();
  assertEquals([data.samples, data.classes![25], data.classes![7]], [{ train: 1, val: 1 }, "Pug", "Bombay"]);
  for await (const { x, y } of data.val!()) {
    assertEquals([x.shape, [...y.dataSync()]], [[1, 3, 3, 3], [7]]);
    tf.dispose([x, y]);
  }
  const { train } = oxfordPetMasks({ dataDir, source });
  await train.open!();
  // The mask of the test holds 0, which is no class of the trimaps.
  const masks = dataset({ train, val: train });
  await masks.open!();
  await assertRejects(
    async () => {
      for await (const { x } of masks.val!()) tf.dispose(x);
    },
    Error,
    "each pixel must be one of 1, 2, 3, or 255 for none: got 0 in row 0, column 0",
  );
  assertEquals(KNOWN.masks.c![0], 0);
});

Deno.test("oxfordPets() says which line of a list is none", async () => {
  const { there, source } = await archives("Pug_1 99 2 18\n");
  await using _ = there;
  const data = oxfordPets({ dataDir: there.dataDir, source });
  await assertRejects(
    () => data.open!(),
    TypeError,
    "trainval.txt as it must tell a class from 1 to 37: got Pug_1 99 2 18.",
  );
});
