import { assertEquals, assertThrows } from "@std/assert";
import { parseCoco } from "../../src/annotations/coco.ts";

const reading = { path: "coco.json", images: "val", crowd: true };
const text = (images: readonly object[], bbox: readonly number[]) =>
  JSON.stringify({
    images,
    categories: [{ id: 9, name: "b" }, { id: 2, name: "a" }],
    annotations: [{ image_id: 1, category_id: 9, bbox }],
  });

Deno.test("parseCoco() counts classes by their ids, and takes the area of a box that has none", () => {
  const { files, classes } = parseCoco(text([{ id: 1, file_name: "x/1.jpg" }], [1, 1, 2, 3]), reading);
  assertEquals(classes, ["a", "b"]);
  assertEquals(files, [{ file: "val/x/1.jpg", boxes: [1, 1, 3, 4], labels: [1], further: { crowd: [0], area: [6] } }]);
});

Deno.test("parseCoco() refuses an image without a file", () => {
  assertThrows(
    () => parseCoco(text([{ id: 1 }], []), reading),
    TypeError,
    "image 1 must have a file_name: got undefined.",
  );
});
