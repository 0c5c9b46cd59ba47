import { assertEquals } from "@std/assert";
import { averaged } from "../../src/judging/average.ts";

// Three classes occur in answers or labels, the fourth in neither.
const counts = { right: [1, 0, 2, 0], answered: [2, 1, 2, 0], present: [1, 0, 4, 0], judged: 5 };
const recall = { part: counts.right, whole: counts.present };

Deno.test("averaged() leaves out classes that occur in neither answers nor labels, but for their own score", () => {
  const macro = averaged(recall, counts, { average: "macro", zeroDivision: 0 });
  assertEquals(macro, { all: (1 + 0 + 0.5) / 3, each: [1, 0, 0.5, 0] });
  assertEquals(averaged(recall, counts, { average: "weighted", zeroDivision: 0 }).all, (1 + 4 * 0.5) / 5);
  assertEquals(averaged(recall, counts, { average: "micro", zeroDivision: 0 }).all, 3 / 5);
  assertEquals(averaged(recall, counts, { average: "binary", zeroDivision: 1 }).all, 1);
});

Deno.test("averaged() leaves out a score that is nothing of nothing where that is to be NaN", () => {
  assertEquals(averaged(recall, counts, { average: "macro", zeroDivision: NaN }).all, 0.75);
  const none = { right: [0, 0], answered: [0, 0], present: [0, 0], judged: 0 };
  assertEquals(
    averaged({ part: none.right, whole: none.present }, none, { average: "macro", zeroDivision: 0 }).all,
    NaN,
  );
});
