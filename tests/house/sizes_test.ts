/** Sizes and names of files, and a twin test for each. */
import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";

const ALLOWED_LINES = 300;
/** The list of public names is as long as there are names. */
const LIST = "mod.ts";
const NAMELESS = /(^|\/)(utils?|helpers?|common|manager|base|types)(\.ts|\/|$)/;

async function sources(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await sources(join(folder, name)));
    else if (name.endsWith(".ts")) found.push(join(folder, name));
  }
  return found.toSorted();
}

const files = [...await sources("src"), ...await sources("examples"), LIST];

Deno.test("files are of one idea: at most 300 lines, but for the list of public names", async () => {
  const long: string[] = [];
  for (const file of files) {
    const lines = (await Deno.readTextFile(file)).split("\n").length - 1;
    if (lines > ALLOWED_LINES && file !== LIST) long.push(`${file}: ${lines}`);
  }
  assertEquals(long, []);
});

Deno.test("files have names of their own", () => {
  assertEquals(files.filter((file) => NAMELESS.test(file)), []);
});

Deno.test("files begin by saying what they are for", async () => {
  const silent: string[] = [];
  for (const file of files) if (!(await Deno.readTextFile(file)).startsWith("/**")) silent.push(file);
  assertEquals(silent, []);
});

/** The twin of a file; what lies in the folder of an item (`x/` beside `x.ts`) may be tested through the item. */
function* twins(file: string): Generator<string> {
  for (let path = file; path !== "src.ts"; path = `${dirname(path)}.ts`) {
    if (path === file || files.includes(path)) yield path.replace("src/", "tests/").replace(".ts", "_test.ts");
  }
}

Deno.test("each source file has a twin test; types need none", async () => {
  const tests = new Set(await sources("tests"));
  const missing: string[] = [];
  for (const file of files.filter((file) => file.startsWith("src/") && file !== "src/tf.ts")) {
    const computes = /^export (async )?(function|const|class)/m.test(await Deno.readTextFile(file));
    if (computes && !twins(file).some((twin) => tests.has(twin))) missing.push(file);
  }
  assertEquals(missing, []);
});
