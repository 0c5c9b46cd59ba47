import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { drawReviews } from "../../examples/text/draw_reviews.ts";
import { drawText } from "../../examples/char_gpt/text.ts";
import { deno, ROOT } from "../program.ts";

const run = (cwd: string, ...flags: string[]) =>
  deno(["run", "-A", "--quiet", "--no-check", `${ROOT}examples/text.ts`, ...flags], { cwd });

Deno.test("text.ts learns to tell texts by labels that it draws, in a few epochs", async () => {
  const cwd = await Deno.makeTempDir();
  const { code, stdout, stderr } = await run(cwd, "--epochs", "5");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /\n([89]\d|100)\.\d % of 120 texts are right; 7\d\.\d are asked for\.\n$/);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("text.ts learns which word comes next in a text of one's own, and writes by it", async () => {
  const cwd = await Deno.makeTempDir();
  await Deno.writeTextFile(`${cwd}/text.txt`, drawText(1200, 1).text);
  const { code, stdout, stderr } = await run(cwd, "text.txt", "--epochs", "1");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /\n\d+\.\d is the perplexity; less than \d\d\.\d is asked for\.\n$/);
  assertMatch(stdout, /\n\n[a-z ,.]+\n\n/);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("text.ts says which file it cannot read", async () => {
  const cwd = await Deno.makeTempDir();
  const { code, stderr } = await run(cwd, "nothing.txt");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Cannot read the text as it must be a file that may be read: got nothing.txt.");
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("drawReviews() draws lines of a label and a text by a seed", () => {
  assertMatch(drawReviews(50, 1), /^((praise|blame)\t[a-z ]+ was (not )?[a-z ,]+[.!]\n?){50}$/);
  assertEquals(drawReviews(5, 1), drawReviews(5, 1));
});
