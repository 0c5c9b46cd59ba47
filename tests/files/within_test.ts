import { assertEquals, assertThrows } from "@std/assert";
import { within } from "../../src/files/within.ts";
import { parseCoco } from "../../src/annotations/coco.ts";

Deno.test("within: a name that leads out of its folder has no path", () => {
  assertEquals(within("data", "a/../b.png"), "data/b.png");
  assertEquals(within("data", "/etc/passwd"), "data/etc/passwd");
  for (const name of ["..", "../a.png", "a/../../b.png", "..\\a.png", "a\\..\\..\\b.png", "a\0.png", "//host/a.png"]) {
    assertEquals(within("data", name), undefined, name);
  }
});

Deno.test("parseCoco: an image beyond its folder is refused, and so is a list of what is none", () => {
  const told = (change: object) =>
    JSON.stringify({ images: [{ id: 1, file_name: "a.jpg" }], categories: [], annotations: [], ...change });
  const parse = (change: object) => parseCoco(told(change), { path: "a.json", images: "data", crowd: false });
  assertThrows(
    () => parse({ images: [{ id: 1, file_name: "../k.png" }] }),
    TypeError,
    "image 1 must lie in data: got ../k.png",
  );
  assertThrows(
    () => parse({ images: [null] }),
    TypeError,
    "Cannot read a.json as its images must be objects: got null as number 1.",
  );
});
