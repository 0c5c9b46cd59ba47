import { assertRejects } from "@std/assert";
import { writeImage } from "../../mod.ts";

Deno.test("writeImage() refuses other endings, qualities and channels", async () => {
  const grey = { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(7) } as const;
  await assertRejects(() => writeImage("a.gif", grey), TypeError, "its name must end in .png, .jpg or .jpeg");
  await assertRejects(() => writeImage("a.jpg", grey), RangeError, "must be 1 x 1 x 3");
  await assertRejects(() => writeImage("a.jpg", grey, { quality: 0 }), RangeError, "in [1, 100]: got 0");
  await assertRejects(() => writeImage("a.jpg", grey, { size: 0 } as never), TypeError, "got size");
});
