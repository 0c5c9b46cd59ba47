import { assertRejects } from "@std/assert";
import { writeImage } from "../../mod.ts";

Deno.test("writeImage() refuses other endings, qualities and channels", async () => {
  const grey = { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(7) } as const;
  await assertRejects(() => writeImage("a.gif", grey), TypeError, "its name must end in .png, .jpg or .jpeg");
  await assertRejects(() => writeImage("a.jpg", grey), RangeError, "must be 1 x 1 x 3");
  await assertRejects(() => writeImage("a.jpg", grey, { quality: 0 }), RangeError, "in [1, 100]: got 0");
  await assertRejects(() => writeImage("a.jpg", grey, { size: 0 } as never), TypeError, "got size");
});

Deno.test("writeImage() refuses numbers that are no bytes, in place of cutting them to some", async () => {
  const light = { dtype: "float32", shape: [1, 1, 3], data: Float32Array.of(0.5, 0.6, 0.7) } as never;
  await assertRejects(
    () => writeImage("a.png", light),
    TypeError,
    "must be bytes, a Uint8Array: got float32, a Float32Array.",
  );
  const list = { dtype: "uint8", shape: [1, 1, 3], data: [1, 2, 3] } as never;
  await assertRejects(() => writeImage("a.jpg", list), TypeError, "must be bytes, a Uint8Array: got uint8, a Array.");
});
