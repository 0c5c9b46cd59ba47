import { assert, assertEquals, assertThrows } from "@std/assert";
import * as raptor from "../../mod.ts";
import { deno, ROOT } from "../program.ts";
import { programOf, rowsOf } from "./guide_rows.ts";

const guide = await Deno.readTextFile(`${ROOT}docs/coming_from_mmengine.md`);
const rows = rowsOf(guide);

Deno.test("coming_from_mmengine.md has a row for each of MMEngine's 141 features, in their order", () => {
  assertEquals(rows.map(({ number }) => number), Array.from({ length: 141 }, (_, i) => i + 1));
});

Deno.test("coming_from_mmengine.md counts its rows right", () => {
  const [coded, out, later] = ["code", "left out", "not yet"].map((kind) =>
    rows.filter(({ way }) => (typeof way === "string" ? way : "code") === kind).length
  );
  const sentence = `Of its 141 rows ${coded} are lines of code, ${out} are left out, and ${later} are not there yet`;
  assert(guide.includes(sentence), sentence);
});

Deno.test("coming_from_mmengine.md says of every row without code why", () => {
  const silent = rows.filter(({ way, words }) => typeof way === "string" && !/\w{3,} \w+/.test(words));
  assertEquals(silent, []);
});

Deno.test("coming_from_mmengine.md does what each of its lines says", async () => {
  const folder = await Deno.makeTempDir();
  const parts = guide.match(/```ts\n([\s\S]*?)```/)![1]!;
  const file = `${folder}/rows_test.ts`;
  await Deno.writeTextFile(file, programOf(rows, parts, Object.keys(raptor)));
  const run = ["test", "-A", "--quiet", "--config", `${ROOT}deno.json`, "--no-lock", file];
  const { code, stdout, stderr } = await deno(run, { cwd: folder, env: { TMPDIR: folder } });
  assertEquals(code, 0, stdout + stderr);
  const coded = rows.filter(({ way }) => typeof way !== "string").length;
  assert(stdout.includes(`${coded} passed`), stdout);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("rowsOf() refuses a row of another form", () => {
  assertThrows(
    () => rowsOf("| 1 | a | some day | b |"),
    SyntaxError,
    "its third cell is code, *left out* or *not yet*",
  );
  assertThrows(() => rowsOf("| 1 | a | `b` |"), SyntaxError, "it has four cells: got 3");
});
