import { assertEquals } from "@std/assert";
import { records } from "../../src/rows/records.ts";

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
