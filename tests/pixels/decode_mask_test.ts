import { assertEquals, assertThrows } from "@std/assert";
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

Deno.test("maskDecoder() refuses interlaced files of fewer than 8 bits, of which its decoder makes other numbers", async () => {
  const decode = await maskDecoder(), bytes = Deno.readFileSync(`${ANNOTATED}/bits.png`);
  bytes[28] = 1;
  assertEquals(
    assertThrows(() => decode(bytes), TypeError).message,
    "it must not be interlaced with fewer than 8 bits: got 1. Save it anew, of 8 bits or without interlacing",
  );
});
