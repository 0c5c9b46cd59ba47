import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { charactersOf, drawText, lossOfFrequencies } from "../../examples/char_gpt/text.ts";
import { deno, ROOT } from "../program.ts";

const run = (cwd: string, ...flags: string[]) =>
  deno(["run", "-A", "--quiet", `${ROOT}examples/char_gpt.ts`, ...flags], { cwd });

Deno.test("char_gpt.ts learns more than how frequent characters are, and writes what its seed draws", async () => {
  const cwd = await Deno.makeTempDir();
  const { code, stdout, stderr } = await run(cwd, "--steps", "30");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /\nValidation loss [12]\.\d{4}; 2\.\d{4} or less is asked for\.\n$/);
  assertStringIncludes(stdout, "Checkpoints will be saved to work_dirs/char_gpt.");
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("char_gpt.ts reads a text of one's own, and fails below its target", async () => {
  const cwd = await Deno.makeTempDir();
  // One step of warm-up teaches nothing.
  await Deno.writeTextFile(`${cwd}/short.txt`, drawText(100, 3).text.slice(0, 3000));
  const { code, stderr } = await run(cwd, "--text", "short.txt", "--steps", "1");
  assertEquals(code, 1);
  assertMatch(stderr, /Cannot be content as the loss should be \d\.\d{4} or less: got \d/);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("drawText() draws sentences, and says how much of them is chance", () => {
  const { text, chance } = drawText(2000, 1);
  assertMatch(text, /^(The \w+ \w+ \w+ a \w+ \w+ [a-z ]+\.\n){2000}$/);
  // 4 sizes twice, 8 animals twice, 4 verbs and 4 places a sentence.
  assertEquals(Math.abs(chance * text.length / 2000 - Math.log(4 * 8 * 4 * 4 * 8 * 4)) < 1e-9, true);
  assertEquals(drawText(2000, 1).text, text);
});

Deno.test("charactersOf() numbers characters and back, and lossOfFrequencies() is their entropy", () => {
  const { entries, encode, decode } = charactersOf("abca\n");
  assertEquals([entries, decode([...encode("cab\n")])], [["\n", "a", "b", "c"], "cab\n"]);
  assertEquals(lossOfFrequencies(encode("abc\n")), Math.log(4));
});
