import { assertEquals, assertThrows } from "@std/assert";
import type { BoxTarget, Source } from "../../mod.ts";
import { boxedFiles } from "../../src/annotations/boxed_files.ts";
import { openCrew } from "../../src/loading/crew.ts";
import { field } from "../loading/field.ts";
import { ANNOTATED } from "../sources/annotated.ts";

const file = (boxes: number[], labels: number[]) => ({ file: `${ANNOTATED}/images/c.png`, boxes, labels });

Deno.test("boxedFiles() cuts boxes off at the borders of the image, and refuses an image with one of which nothing is left", async () => {
  const files = [file([-1, 1, 2, 9], [4]), file([-1, 1, 2, 9, 3, 0, 5, 2], [4, 5]), file([1, 1, 1, 2], [6])];
  const source = boxedFiles({ files, classes: [], unit: "pixels" });
  await source.open!();
  const { file: path } = files[0]!,
    rule = (box: number) => `Cannot read the boxes of ${path} as box ${box} must lie in`;
  assertThrows(() => source.get(1), RangeError, `${rule(2)} the image, of 3 x 3 pixels: got 3, 0 to 5, 2. Correct it`);
  assertThrows(() => source.get(2), RangeError, `${rule(1)} the image, of 3 x 3 pixels: got 1, 1 to 1, 2.`);
  const { y } = await source.get(0);
  assertEquals([[...y.boxes.data], [...y.labels.data], y.boxes.shape], [[0, 1, 2, 3], [4], [1, 4]]);
});

Deno.test("boxedFiles() are told to threads by shared memory, with what is broken", async () => {
  const files = [
    file([0, 0, 0.5, 1], [0]),
    { ...file([], []), broken: "no" },
    file([0, 0, 1, 1, 0.5, 0, 1, 1], [1, 0]),
  ];
  const source = boxedFiles({ files, classes: ["a", "b"], unit: "share" }) as unknown as Source;
  await source.open!();
  assertThrows(() => source.get(1), Error, "no");
  const crew = openCrew(), ahead = await crew.join({ source, transforms: [], labels: false, onBroken: "skip" }, 1);
  const [made] = await Array.fromAsync(
    ahead!.collate([Uint32Array.of(2, 1, 0)], 0),
    (made) => [made.broken, field(made, "y.labels").slice(0, 16), field(made, "y.boxes").slice(0, 8)],
  );
  const { y } = await source.get(2) as unknown as { y: BoxTarget };
  assertEquals(made, [
    [{ at: 1, title: `${ANNOTATED}/images/c.png`, why: "no" }],
    [1, 0, -1, -1, -1, -1, -1, -1, 0, -1, -1, -1, -1, -1, -1, -1],
    [...y.boxes.data],
  ]);
  ahead!.leave();
  crew.close();
});
