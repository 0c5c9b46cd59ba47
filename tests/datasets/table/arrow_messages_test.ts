import { assertEquals, assertThrows } from "@std/assert";
import { arrowMessages } from "../../../src/datasets/table/arrow_messages.ts";

const folder = new URL("./", import.meta.url).pathname;

Deno.test("arrowMessages() finds batches and their dictionaries in files and streams", () => {
  const [file, stream] = ["birds_zstd.arrow", "birds.arrows"].map((name) => arrowMessages(folder + name));
  assertEquals([file!.batches.length, stream!.batches.length], [3, 4]);
  for (const { batches, read } of [file!, stream!]) {
    assertEquals(batches.map(({ dictionaries }) => dictionaries.length), batches.map(() => 1));
    assertEquals(read(batches[0]!.place).subarray(0, 4), Uint8Array.of(255, 255, 255, 255));
  }
});

Deno.test("arrowMessages() refuses a file whose messages are not whole, at any place", async () => {
  const whole = await Deno.readFile(`${folder}birds.arrows`), path = await Deno.makeTempFile();
  for (const to of [3, 100, 400, whole.length / 2]) {
    await Deno.writeFile(path, whole.subarray(0, to));
    assertThrows(() => arrowMessages(path), RangeError, `Cannot read ${path} as it must be a whole file of Arrow`);
  }
  await Deno.remove(path);
});
