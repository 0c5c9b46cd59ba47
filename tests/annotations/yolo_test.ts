import { assertEquals, assertThrows } from "@std/assert";
import { parseYolo } from "../../src/annotations/yolo.ts";

Deno.test("parseYolo() takes middles with sizes, and outlines", () => {
  const { boxes, labels } = parseYolo("0 0.5 0.25 1 0.5\r\n\n2 0.25 0.5 0.5 0.75 0.75 0.25\n", 3);
  assertEquals([boxes, labels], [[0, 0, 1, 0.5, 0.25, 0.25, 0.75, 0.75], [0, 2]]);
  assertEquals(parseYolo("", 1), { boxes: [], labels: [] });
});

Deno.test("parseYolo() refuses lines of other lengths, and what is no share", () => {
  assertThrows(() => parseYolo("0 1 1 1", 1), TypeError, "line 1 must have five numbers");
  assertThrows(() => parseYolo("0 1 1 1 x", 1), TypeError, "line 1 must have shares");
  for (const size of ["0 1", "1 0"]) {
    assertThrows(
      () => parseYolo(`0 0.5 0.5 ${size}`, 1),
      TypeError,
      `line 1 must have a width and a height above 0: got`,
    );
  }
  assertThrows(() => parseYolo("0 0.2 0.1 0.2 0.4 0.2 0.9", 1), TypeError, "must have a width and a height above 0");
  assertThrows(() => parseYolo("0.5 0 0 1 1", 1), TypeError, "line 1 must begin with a class from 0 to 0");
});
