import { assertEquals, assertThrows } from "@std/assert";
import { parseWav } from "../../src/files/wav.ts";
import { FILES } from "../sources/files.ts";

const bytes = () => Deno.readFileSync(`${FILES}/sounds/high/i16.wav`);

Deno.test("parseWav() keeps channels side by side, and passes over chunks that it does not know", () => {
  const { rate, channels, data } = parseWav(bytes());
  assertEquals([rate, channels, data.length], [8000, 2, 12]);
  const list = new Uint8Array(bytes().length + 12);
  list.set(bytes().subarray(0, 12));
  list.set(new TextEncoder().encode("LIST"), 12);
  list[16] = 3;
  list.set(bytes().subarray(12), 24);
  assertEquals(parseWav(list).data, data);
});

Deno.test("parseWav() refuses what is cut short, coded or no sound", () => {
  const changed = (at: number, value: number) => {
    const copy = bytes();
    copy[at] = value;
    return copy;
  };
  assertThrows(() => parseWav(bytes().subarray(0, 50)), SyntaxError, "its data must have 24 bytes: got 6");
  assertThrows(() => parseWav(bytes().subarray(0, 36)), SyntaxError, "it must have data: got none");
  assertThrows(() => parseWav(changed(20, 85)), SyntaxError, "got format 85 of 16 bits");
  assertThrows(() => parseWav(changed(0, 65)), SyntaxError, 'got a file that begins with "AIFF"');
});
