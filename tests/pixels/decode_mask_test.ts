import { assertEquals } from "@std/assert";
import { maskDecoder } from "../../src/pixels/decode_mask.ts";
import { ANNOTATED, KNOWN } from "../sources/annotated.ts";

Deno.test("maskDecoder() hands out what lies in a file of Pillow's, not what it looks like", async () => {
  const decode = await maskDecoder();
  const of = (name: string) => decode(Deno.readFileSync(`${ANNOTATED}/${name}.png`));
  for (const name of ["a", "b", "c"]) {
    const { values, colors } = of(`masks/${name}`);
    assertEquals([[...values], colors], [KNOWN.masks[name], false]);
  }
  assertEquals([...of("bits").values], KNOWN.masks.c!.map((value) => Math.min(value, 1)));
  const { values, colors, height, width } = of("colors");
  assertEquals([[...values], colors], [KNOWN.masks.c!.map((value) => [0, 0xff0000, 0x0000ff][value]), true]);
  assertEquals([height, width], [3, 3]);
});
