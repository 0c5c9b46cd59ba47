import { assertEquals } from "@std/assert";
import { specificity } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("specificity() says zeroDivision of a class that is all there is", async () => {
  assertEquals(await say(specificity({ classes: 2, perClass: [0, 1] }), LOGITS, [0, 0, 0]), [
    100 * (1 / 3),
    0,
    100 * (2 / 3),
  ]);
  assertEquals(await say(specificity({ classes: 2, perClass: [0, 1], zeroDivision: NaN }), LOGITS, [0, 0, 0]), [
    ...[100 * (2 / 3), NaN, 100 * (2 / 3)],
  ]);
});
