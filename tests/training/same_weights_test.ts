import { assertEquals, assertRejects } from "@std/assert";
import { one, type RankGroup, weight } from "../../mod.ts";
import type { Bytes } from "../../src/group.ts";
import { requireSameWeights } from "../../src/training/same_weights.ts";

const params = { kernel: weight([2, 3], 0), bias: weight([3], 0) };

/** What this rank says, as another one hears it, beside what the others have said. */
const among = (...others: readonly string[]): RankGroup => ({
  ...one(),
  size: others.length + 1,
  gather: <B extends Bytes>(own: B) =>
    Promise.resolve([own, ...others.map((text) => new TextEncoder().encode(text))] as B[]),
});
const SAME = '"kernel" [2,3] float32\n"bias" [3] float32';

Deno.test("requireSameWeights() lets the same pass, and names the rank that has others, with a weight", async () => {
  await requireSameWeights(among(SAME, SAME), params);
  const odd = [
    SAME.replace("[3]", "[4]"),
    SAME.replace("[3] float32", "[3] float32, which does not learn"),
    SAME.replace("bias", "\u001b[2J"),
    '"kernel" [2,3] float32',
  ];
  for (const text of odd) {
    const { message } = await assertRejects(() => requireSameWeights(among(SAME, text), params), Error);
    assertEquals(
      message,
      'Cannot train on 3 ranks as all must have the same weights: got others on rank 2, as for "bias" [3] float32. ' +
        "Let no rank make a model of its own.",
    );
  }
});

Deno.test("requireSameWeights() says of this rank that it is the one, where the others agree", async () => {
  const other = '"kernel" [2,3] float32';
  await assertRejects(() => requireSameWeights(among(other, other), params), Error, "got others on rank 0");
});
