import { assertEquals } from "@std/assert";
import { type Records, records, recordsAt } from "../../src/rows/records.ts";

Deno.test("records() are lines without their ends, or rows whose quotes hold several", async () => {
  const path = await Deno.makeTempFile(), decoder = new TextDecoder();
  await Deno.writeTextFile(path, '\ufeffone\r\n\n"two\nlines",2\nthree');
  const read = async (delimiter?: number) => {
    const texts: string[] = [];
    for await (const { bytes, spans } of records(path, delimiter)) {
      texts.push(...spans.map(([from, to]) => decoder.decode(bytes.subarray(from, to))));
    }
    return texts;
  };
  assertEquals(await read(), ["one", '"two', 'lines",2', "three"]);
  assertEquals(await read(44), ["one", '"two\nlines",2', "three"]);
  await Deno.remove(path);
});

Deno.test("recordsAt() reads again what lies between two places, of a long file too", async () => {
  const path = await Deno.makeTempFile(), decoder = new TextDecoder();
  const lines = Array.from(
    { length: 60_000 },
    (_, i) => i % 7 === 0 ? `"a quoted\n${i}",1` : `a line of number ${i},2`,
  );
  await Deno.writeTextFile(path, lines.join("\n"));
  const first: string[] = [], again: string[] = [];
  const textsOf = ({ bytes, spans }: Records) => spans.map(([from, to]) => decoder.decode(bytes.subarray(from, to)));
  let blocks = 0;
  for await (const some of records(path, 44)) {
    first.push(...textsOf(some));
    again.push(...textsOf(await recordsAt(path, [some.at + some.spans[0]![0], some.at + some.spans.at(-1)![1]], 44)));
    blocks++;
  }
  assertEquals([first, again, blocks > 1], [lines, lines, true]);
  await Deno.remove(path);
});
