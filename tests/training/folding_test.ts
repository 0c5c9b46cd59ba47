import { assertEquals, assertThrows } from "@std/assert";
import { tf } from "../../mod.ts";
import type { State } from "../../src/metric.ts";
import { foldingOf, mergeStates } from "../../src/training/folding.ts";

await tf.setBackend("cpu");

const both = {
  name: "both",
  merge: { sum: "sum", rows: "concat" },
  init: () => ({ sum: tf.scalar(0), rows: tf.zeros([0, 2]) }),
} as const;
const state = (sum: number, rows: number[][]) => ({ sum: tf.scalar(sum), rows: tf.tensor2d(rows, [rows.length, 2]) });
const values = (state: State) => {
  const parts: Record<string, tf.Tensor> = state instanceof tf.Tensor ? { state } : state;
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.arraySync()]));
};

Deno.test("foldingOf() hands each batch the rows of none, and puts them one after the other at the end", () => {
  const before = tf.memory().numTensors;
  const folding = foldingOf<ReturnType<typeof state>>([both]);
  const seen: number[] = [];
  for (const rows of [[[1, 2]], [[3, 4], [5, 6]], [[7, 8]]]) {
    const [{ sum, rows: given }] = folding.states as [ReturnType<typeof state>];
    seen.push(given.shape[0]!);
    folding.take([{ sum: tf.tidy(() => tf.add(sum, rows.length)), rows: tf.tensor2d(rows) }]);
  }
  assertEquals(seen, [0, 0, 0]);
  assertEquals(values(folding.whole()[0]!), { sum: 4, rows: [[1, 2], [3, 4], [5, 6], [7, 8]] });
  folding.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("foldingOf() gives back what it holds before its end, and where a metric cannot begin", () => {
  const before = tf.memory().numTensors;
  const folding = foldingOf<ReturnType<typeof state>>([both]);
  folding.take([state(1, [[1, 2]])]);
  folding.dispose();
  const broken = {
    name: "broken",
    init: () => {
      throw new Error("no");
    },
  };
  assertThrows(() => foldingOf([both, broken]), Error, "no");
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("foldingOf() takes a state that a metric has left as it was", () => {
  const before = tf.memory().numTensors;
  const folding = foldingOf<ReturnType<typeof state>>([both]);
  for (const rows of [[[1, 2]], [[3, 4]]]) {
    const [{ sum }] = folding.states as [ReturnType<typeof state>];
    folding.take([{ sum, rows: tf.tensor2d(rows) }]);
  }
  assertEquals(values(folding.whole()[0]!), { sum: 0, rows: [[1, 2], [3, 4]] });
  folding.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("foldingOf() leaves the state of before the first batch where there is none", () => {
  const folding = foldingOf<ReturnType<typeof state>>([both]);
  assertEquals(values(folding.whole()[0]!), { sum: 0, rows: [] });
  folding.dispose();
});

Deno.test("mergeStates() makes one state of several, and leaves them as they were", () => {
  const given = [state(1, [[1, 2]]), state(2, []), state(4, [[3, 4], [5, 6]])];
  const before = tf.memory().numTensors;
  const merged = mergeStates(both, given);
  assertEquals(values(merged), { sum: 7, rows: [[1, 2], [3, 4], [5, 6]] });
  assertEquals(tf.memory().numTensors, before + 2);
  assertEquals(given.map(values)[0], { sum: 1, rows: [[1, 2]] });
  const one = mergeStates(both, [given[0]!]);
  tf.dispose(given);
  assertEquals(values(one), { sum: 1, rows: [[1, 2]] });
  const whole = mergeStates({ name: "whole", merge: "sum" }, [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])]);
  assertEquals(whole.arraySync(), [4, 6]);
});

Deno.test("mergeStates() refuses a metric that does not say how", () => {
  assertEquals(
    assertThrows(() => mergeStates({ name: "worst" }, [tf.scalar(1), tf.scalar(2)]), TypeError).message,
    'Cannot merge states of worst as it must say how: got no merge. Where states add up, say { merge: "sum" }.',
  );
  assertThrows(
    () => mergeStates({ name: "half", merge: { sum: "sum" } as never }, [state(1, []), state(2, [])]),
    TypeError,
    "got no merge for rows",
  );
});
