import { assertEquals } from "@std/assert";
import { iou } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("iou() judges each class by its own name", async () => {
  const metric = iou({ classes: 2, perClass: ["road", "sky"] });
  assertEquals(metric.scores, ["iou", "iou_road", "iou_sky"]);
  assertEquals(await say(metric, LOGITS, [0, 1, 1]), [50, 50, 50]);
});
