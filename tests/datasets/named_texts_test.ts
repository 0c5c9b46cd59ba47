import { assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { AG_NEWS, agNews, IMDB, imdb, TINY_SHAKESPEARE, tinyShakespeare } from "../../mod.ts";
import { packTar } from "npm:modern-tar@0.8.6";
import { samplesOf } from "../sources/annotated.ts";
import { bytesOf, gzip, served } from "./named_server.ts";

Deno.test("tinyShakespeare() is a text, fetched once", async () => {
  await using there = await served({ "input.txt": bytesOf("First Citizen:\n") });
  const source = { ...TINY_SHAKESPEARE, files: [there.file("input.txt")] }, { dataDir } = there;
  for (let time = 0; time < 2; time++) assertEquals(await tinyShakespeare({ dataDir, source }), "First Citizen:\n");
  assertEquals(there.asked.length, 2);
});

Deno.test("agNews() has texts with one of four kinds", async () => {
  await using there = await served({
    "train.csv": bytesOf('"3","Wall St.","Bears ""claw"" back"\n"1","Iraq","Talks, again"\n'),
    "test.csv": bytesOf('"4","Chips","Smaller"\n'),
    "odd.csv": bytesOf('"7","a","b"\n'),
  });
  const { dataDir } = there, [first, second] = ["train.csv", "test.csv"].map((name) => there.file(name, "md5"));
  const { train, val } = agNews({ dataDir, source: { ...AG_NEWS, files: [first!, second!] } });
  assertEquals(await samplesOf(train), [{ x: 'Wall St. Bears "claw" back', y: 2 }, { x: "Iraq Talks, again", y: 0 }]);
  assertEquals(await samplesOf(val), [{ x: "Chips Smaller", y: 3 }]);
  assertEquals([train.classes!.length, [...train.labels!() as number[]]], [4, [2, 0]]);
  const odd = agNews({ dataDir, source: { ...AG_NEWS, name: "odd", files: [there.file("odd.csv"), second!] } });
  await assertRejects(() => odd.train.open!(), TypeError, "odd.csv as it must begin with a class from 1 to 4: got 7.");
});

Deno.test("imdb() has a review a file, without those of no class", async () => {
  const files = {
    "train/neg/0_1.txt": "dull",
    "train/pos/0_9.txt": "fine",
    "train/unsup/0_0.txt": "?",
    "test/neg/0_2.txt": "poor",
    "test/pos/1_8.txt": "good",
  };
  const bytes = await gzip(
    await packTar(
      Object.entries(files).map(([name, text]) => {
        const body = bytesOf(text);
        return { header: { name: `aclImdb/${name}`, size: body.length, type: "file" as const }, body };
      }),
    ),
  );
  await using there = await served({ "aclImdb_v1.tar.gz": bytes });
  const checksum = { algorithm: "md5", digits: createHash("md5").update(bytes).digest("hex") } as const;
  const archive = { url: `http://${there.host}/aclImdb_v1.tar.gz`, bytes: bytes.length, checksum, folder: "aclImdb" };
  const { train, val } = imdb({ dataDir: there.dataDir, source: { ...IMDB, archives: [archive] } });
  assertEquals(await samplesOf(train), [{ x: "dull", y: 0 }, { x: "fine", y: 1 }]);
  assertEquals((await samplesOf(val)).map(({ x }) => x), ["poor", "good"]);
  assertEquals(there.asked.length, 1);
  assertEquals(val.permissions!.length, 3);
});
