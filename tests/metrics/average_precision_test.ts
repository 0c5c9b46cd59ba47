import { assertAlmostEquals, assertEquals } from "@std/assert";
import { averagePrecision } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";
import { said, sayOfSeveral } from "./multi_label.ts";

Deno.test("averagePrecision() is NaN where a label is no class, and a number where it is to be ignored", async () => {
  assertEquals(await say(averagePrecision(), LOGITS, [0, 1, 2]), [NaN]);
  const [score] = await say(averagePrecision({ ignoreIndex: 2 }), LOGITS, [0, 1, 2]);
  assertEquals(score, (await say(averagePrecision(), LOGITS.slice(0, 2), [0, 1]))[0]);
  assertEquals(Number.isFinite(score), true);
});

for (const average of ["macro", "micro", "weighted", "samples"] as const) {
  Deno.test(`averagePrecision() of answers with several labels is scikit-learn's, ${average}`, async () => {
    const [score] = await sayOfSeveral(averagePrecision({ average }));
    assertAlmostEquals(score!, said[`averagePrecision ${average}`]!, 1e-9);
    const [weighed] = await sayOfSeveral(averagePrecision({ average }), "all", { weighed: true });
    assertAlmostEquals(weighed!, said[`weighed averagePrecision ${average}`]!, 1e-9);
  });
}
