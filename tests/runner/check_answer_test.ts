import { assertEquals, assertThrows } from "@std/assert";
import { checkAnswer } from "../../src/runner/check_answer.ts";

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
