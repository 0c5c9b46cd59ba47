import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { packTar } from "npm:modern-tar@0.8.6";
import { IMAGENETTE, imagenette, tf } from "../../mod.ts";
import { ANNOTATED } from "../sources/annotated.ts";
import { gzip, served } from "./named_server.ts";

await tf.setBackend("cpu");

Deno.test("imagenette() fetches its archive once, and is then a folder of images with names", async () => {
  const body = await Deno.readFile(`${ANNOTATED}/images/a.png`);
  const names = ["n01440764", "n02102040"].flatMap((kind) => ["train", "val"].map((split) => `${split}/${kind}/1.png`));
  const bytes = await gzip(
    await packTar(names.map((name) => ({
      header: { name: `imagenette2-320/${name}`, size: body.length, type: "file" as const },
      body,
    }))),
  );
  await using there = await served({ "imagenette2-320.tgz": bytes });
  const checksum = { algorithm: "md5", digits: createHash("md5").update(bytes).digest("hex") } as const;
  const known = { url: `http://${there.host}/imagenette2-320.tgz`, bytes: bytes.length, checksum };
  const source = { ...IMAGENETTE, archives: [{ ...known, folder: "imagenette2-320" }] }, { dataDir } = there;
  for (let time = 0; time < 2; time++) {
    const data = imagenette({ dataDir, source, size: 4, batchSize: 2, workers: 0 });
    assertEquals([data.name, data.permissions!.length], ["imagenette", 3]);
    await data.open!();
    assertEquals([data.samples, data.classes!.slice(0, 2)], [{ train: 2, val: 2 }, ["tench", "English springer"]]);
    for await (const { x, y } of data.val!()) {
      assertEquals([x.shape, [...y.dataSync()]], [[2, 4, 4, 3], [0, 1]]);
      tf.dispose([x, y]);
    }
  }
  assertEquals(there.asked.length, 1);
});
