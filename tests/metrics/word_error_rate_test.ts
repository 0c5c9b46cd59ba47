import { assertEquals, assertThrows } from "@std/assert";
import { cer, tf, wer } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");
const words = ["the", "cat", "sat", "", "mat"];
const decode = (tokens: readonly number[]) => tokens.map((token) => words[token]).join(" ");
const tokens = (...rows: number[][]) => tf.tensor2d(rows, [rows.length, rows[0]!.length], "int32");

Deno.test("wer() and cer() count words and characters of what is decoded", async () => {
  // "the cat sat" for "the mat sat": one word of three, one character of eleven.
  const given = [tokens([0, 1, 2]), tokens([0, 4, 2])] as const;
  assertEquals(await judgeBy([wer({ decode }), cer({ decode })], ...given, [1]), { wer: 100 / 3, cer: 100 / 11 });
});

Deno.test("wer() may be above 100, and refuses what is no token", async () => {
  assertEquals(await judgeBy([wer()], tokens([1, 2, 3]), tokens([4, -1, -1]), [1]), { wer: 300 });
  assertThrows(() => wer({ pad: 0.5 }), RangeError, "Cannot make wer as pad must be a whole number: got 0.5.");
  assertThrows(() => cer({ decode: "x" as never }), RangeError, "Cannot make cer as decode must be a function");
});
