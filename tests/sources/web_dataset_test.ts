import { assertEquals, assertRejects } from "@std/assert";
import { type SampleParts, stream, tf, webDataset } from "../../mod.ts";
import { FILES, HELD } from "./files.ts";
import { listen } from "../download/archive_server.ts";

await tf.setBackend("cpu");
const shards = [`${FILES}/shard-{000..001}.tar.gz`, `${FILES}/shard-002.tar`], pass = { epoch: 0, seed: 0 };

async function numbers(data: ReturnType<typeof stream>, from = 0): Promise<number[]> {
  const seen: number[] = [];
  for await (
    const { x, y } of data.train({ ...pass, from }) as unknown as AsyncIterable<Record<"x" | "y", tf.Tensor>>
  ) {
    const [size, height, width, channels] = x.shape, pixels = await x.array() as number[][][][];
    assertEquals([height, width, channels, y.dtype], [2, 2, 3, "int32"]);
    for (let i = 0; i < size!; i++) seen.push(pixels[i]![1]![1]![2]!);
    assertEquals([...y.dataSync()], seen.slice(-size!).map((number) => number % 3));
    tf.dispose([x, y]);
  }
  return seen;
}

Deno.test("webDataset() has the samples of archives in their order, packed or not", async () => {
  const train = webDataset(shards, { shuffle: false, classes: ["a", "b", "c"], size: 11 });
  const data = stream({ train, batchSize: 4, window: 0 });
  assertEquals(await numbers(data), HELD.shards);
  assertEquals([data.batches, data.classes], [{ train: 3 }, ["a", "b", "c"]]);
  assertEquals(await numbers(data, 6), HELD.shards.slice(6));
});

Deno.test("webDataset() mixes archives and samples, each once, and goes on exactly", async () => {
  const data = stream({ train: webDataset(shards, { classes: ["a", "b", "c"] }), batchSize: 4, window: 5 });
  const mixed = await numbers(data);
  assertEquals([mixed.toSorted((a, b) => a - b), String(mixed) === String(HELD.shards)], [[...HELD.shards], false]);
  assertEquals(await numbers(data, 5), mixed.slice(5));
});

Deno.test("webDataset() reads what parts hold, by their endings or a function", async () => {
  const of = async (options: Parameters<typeof webDataset>[1]) => {
    for await (const sample of webDataset(`${FILES}/shard-002.tar`, options).samples(pass)) {
      return "make" in sample ? await sample.make() : sample;
    }
    return undefined;
  };
  assertEquals(await of({ x: "meta.json", y: "cls" }), { x: { number: 8 }, y: 2 });
  const count = (parts: SampleParts) => Object.keys(parts).length;
  assertEquals(await of({ x: count, y: count }), { x: 3, y: 3 });
  await assertRejects(() => of({ x: "jpg" }), TypeError, "it must have a part jpg: got png, cls, meta.json");
});

Deno.test("webDataset() reads by URL, follows redirects, and says which archive is none", async () => {
  await using server = listen(async (request) => {
    const { pathname } = new URL(request.url), name = pathname.split("/").at(-1)!;
    if (pathname.startsWith("/old/")) return Response.redirect(new URL(`/new/${name}`, request.url));
    if (name === "shard-003.tar") return new Response(new Uint8Array(700).fill(65));
    if (name === "shard-004.tar") return new Response(null, { status: 404 });
    return new Response(await Deno.readFile(`${FILES}/${name}`));
  });
  const url = (name: string) => `http://${server.host}/old/${name}`;
  const classes = ["a", "b", "c"];
  const train = webDataset([url("shard-{000..001}.tar.gz"), url("shard-002.tar")], { shuffle: false, classes });
  assertEquals(train.permissions, [{ name: "net", host: server.host }]);
  assertEquals(await numbers(stream({ train, batchSize: 4, window: 0 })), HELD.shards);
  for (
    const [name, message] of [
      ["shard-003.tar", "as it must be a whole tar archive: got"],
      ["shard-004.tar", "as the server must have it: got 404"],
    ] as const
  ) {
    const broken = stream({ train: webDataset(url(name), { classes }), batchSize: 4 });
    await assertRejects(() => numbers(broken), Error, `Cannot read ${url(name)} ${message}`);
  }
});
