import { assertEquals, assertThrows } from "@std/assert";
import { repeat } from "../../mod.ts";
import { ten } from "./ten.ts";

Deno.test("repeat() takes no memory for its samples, however many there are", async () => {
  const source = repeat(ten(), 4e8);
  await source.open!();
  assertEquals([source.size, (await source.get(3_999_999_997)).x.data[0]], [4e9, 70]);
});

Deno.test("repeat() refuses times that cannot be", () => {
  for (const times of [0, 1.5, undefined as never]) {
    const { message } = assertThrows(() => repeat(ten(), times), RangeError);
    assertEquals(message, `Cannot make repeat as times must be a whole number of at least 1: got ${times}.`);
  }
});
