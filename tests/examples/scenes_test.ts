/** The examples of pixels and boxes in short form; each checks its own target. */
import { assertEquals, assertMatch } from "@std/assert";
import { deno, ROOT } from "../program.ts";

const SAYS = {
  segment: [["--epochs", "2", "--at-least", "45"], /Regions overlap with those that are there by [4-9]\d\.\d %\.\n$/],
  detect: [
    ["--epochs", "2", "--at-least", "0.45"],
    /Shapes are found with a mean average precision of 0\.[4-9]\d\.\n$/,
  ],
} as const;

for (const [name, [flags, says]] of Object.entries(SAYS)) {
  Deno.test(`${name}.ts reaches its target`, async () => {
    const cwd = await Deno.makeTempDir();
    const { code, stdout, stderr } = await deno(["run", "-A", "--quiet", `${ROOT}examples/${name}.ts`, ...flags], {
      cwd,
    });
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, says);
    await Deno.remove(cwd, { recursive: true });
  });
}
