/** The examples in rising order: each reaches its own target, and says so. */
import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { drawDigits, parseDigits } from "../../examples/digits/digits.ts";
import { deno, ROOT } from "../program.ts";

const SAYS = {
  line: /y = (2\.9\d|3\.0\d) x \+ -(2\.0\d|1\.9\d); it is 3 x - 2\.\n$/,
  digits: /(9[5-9]|100)\.\d % of the digits are read\.\n$/,
  table: /\d\d\.\d{3} % of kind are right\.\n$/,
  own_loop: /epoch 8: loss \d\.\d{4}, ([89]\d|100)\.\d % are right\n$/,
  cnn: /([89]\d|100)\.\d % of the shapes are told apart\.\n$/,
  transfer: /% are right with the frozen backbone, .* without\.\n$/,
};

for (const [name, says] of Object.entries(SAYS)) {
  Deno.test(`${name}.ts reaches its target`, async () => {
    const cwd = await Deno.makeTempDir();
    const { code, stdout, stderr } = await deno(["run", "-A", "--quiet", `${ROOT}examples/${name}.ts`], { cwd });
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, says);
    await Deno.remove(cwd, { recursive: true });
  });
}

Deno.test("digits.ts reads a file of scikit-learn's form, and fails below its target", async () => {
  const cwd = await Deno.makeTempDir(), { x, y } = drawDigits(100, 7);
  const lines = x.map((pixels, i) => [...pixels.map((value) => Math.round(16 * value)), y[i]].join());
  const names = [...Array.from({ length: 64 }, (_, i) => `pixel_${i >> 3}_${i % 8}`), "digit"].join();
  await Deno.writeTextFile(`${cwd}/digits.csv`, [names, ...lines].join("\n"));
  const flags = ["--csv", "digits.csv", "--epochs", "1"];
  const { code, stderr } = await deno(["run", "-A", "--quiet", `${ROOT}examples/digits.ts`, ...flags], { cwd });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Cannot be content as 95 % should be right: got ");
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("parseDigits() reads pixels and digits, and names a line that is neither", () => {
  const line = (digit: number | string) => [...Array(64).fill(8), digit].join();
  const { x, y } = parseDigits(`names\n${line(3)}\r\n${line(9)}\n`);
  assertEquals([x[1]![63], y], [0.5, [3, 9]]);
  for (const odd of [line("x"), "1,2,3"]) {
    assertEquals(
      assertThrows(() => parseDigits(`names\n${line(3)}\n${odd}`), RangeError).message,
      "Cannot read digits as a line holds 64 numbers from 0 to 16 and the digit: got line 3.",
    );
  }
});

Deno.test("drawDigits() draws each digit as often, the same by the same seed", () => {
  const { x, y } = drawDigits(40, 5);
  assertEquals(y.filter((digit) => digit === 7).length, 4);
  assertEquals([x.length, x[0]!.length, drawDigits(40, 5).x[39]], [40, 64, x[39]]);
});
