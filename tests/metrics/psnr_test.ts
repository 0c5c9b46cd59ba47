import { assertEquals, assertThrows } from "@std/assert";
import { psnr, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");

Deno.test("psnr() is infinite where an image is met, and refuses a range of 0 and other shapes", async () => {
  const images = tf.ones([2, 3, 3, 1]);
  assertEquals(await judgeBy([psnr()], images, images, [2]), { psnr: Infinity });
  assertThrows(
    () => psnr({ range: 0 }),
    RangeError,
    "Cannot make psnr as range must be a finite number above 0: got 0.",
  );
  const metric = psnr();
  assertThrows(() => metric.update(metric.init(), images, tf.ones([2, 3, 3])), TypeError, "must be of one shape");
});
