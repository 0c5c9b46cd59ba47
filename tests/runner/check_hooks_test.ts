import { assertEquals, assertThrows } from "@std/assert";
import { stopWhen } from "../../mod.ts";
import { checkAnswer, checkNeeds } from "../../src/runner/check_hooks.ts";

Deno.test("checkNeeds() refuses hooks that wait for scores or events that will not come, with every reason", () => {
  const hooks = [
    stopWhen("accuracy", 90),
    Object.assign(function mine() {}, { needs: { events: ["val", "step"] } as const }),
  ];
  checkNeeds("train", hooks, { scores: ["accuracy"], judged: true });
  const refused = (...[call, , run]: Parameters<typeof checkNeeds>) =>
    assertThrows(() => checkNeeds(call, hooks, run), TypeError).message.split("\n").slice(1);
  assertEquals(refused("train", hooks, { scores: ["mae", "mse"], judged: true }), [
    "  - the hook stopWhen needs the score accuracy: got mae, mse",
  ]);
  assertEquals(refused("train", hooks, { scores: ["accuracy"], judged: false }), [
    "  - the hook stopWhen needs the score accuracy: got a run that is never judged",
    "  - the hook mine needs the event val: got a run that is never judged",
  ]);
  assertEquals(refused("train", hooks, { scores: ["accuracy"], judged: true, passes: false }), [
    "  - the hook mine needs the event val: got a run that is judged on what it learns from alone",
  ]);
  assertEquals(refused("test", hooks, { scores: ["accuracy"], judged: true }), [
    "  - the hook mine needs the event step: got .test(), which has none",
  ]);
});

Deno.test("checkNeeds() says which score was meant, and lists no more than twenty", () => {
  const text = (score: string, scores: string[]) =>
    assertThrows(() => checkNeeds("train", [stopWhen(score, 1)], { scores, judged: true }), TypeError).message;
  assertEquals(
    text("acc", ["accuracy", "f1_cat"]).split("\n")[1],
    "  - the hook stopWhen needs the score acc: got accuracy, f1_cat. Did you mean accuracy?",
  );
  const many = Array.from({ length: 100 }, (_, i) => `cell_${i}`);
  assertEquals(text("loss", many).includes(`${many.slice(0, 20).join(", ")} and 80 more`), true);
  assertEquals(text("loss", []).endsWith("got no metric"), true);
});

Deno.test("checkAnswer() takes what a hook may say, and refuses the rest by what it is", () => {
  for (const fine of [{}, { stop: "why" }, { note: "x", level: "debug" }, { facts: [] }, { restore: true }]) {
    checkAnswer(fine);
  }
  const refused: [unknown, string][] = [
    [3, 'it must be a record such as { stop: "why" }: got 3. A hook that has nothing to say answers nothing.'],
    [
      ["stop"],
      'it must be a record such as { stop: "why" }: got ["stop"]. A hook that has nothing to say answers nothing.',
    ],
    [{ stopp: "x" }, "the things it may say are stop, note, level, facts and restore: got stopp. Did you mean stop?"],
    [{ stop: true }, "stop must be a text: got true."],
    [{ note: { text: "x" } }, 'note must be a text: got {"text":"x"}.'],
  ];
  for (const [answer, text] of refused) {
    assertEquals(
      assertThrows(() => checkAnswer(answer), TypeError).message,
      `Cannot take the answer of a hook as ${text}`,
    );
  }
});
