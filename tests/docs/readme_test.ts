import { assertEquals, assertNotEquals } from "@std/assert";
import { deno, ROOT } from "../program.ts";

const readme = await Deno.readTextFile(`${ROOT}README.md`);

/** Blocks that need data or hours, and so are not run as the others are. */
const unrun = [...readme.matchAll(/```ts ignore\n([\s\S]*?)```/g)].map(([, block]) => block!);

Deno.test("README.md's blocks that are not run are right by their types", async () => {
  assertNotEquals(unrun.length, 0);
  const folder = await Deno.makeTempDir();
  const files = unrun.map((_, i) => `${folder}/block_${i}.ts`);
  for (const [i, file] of files.entries()) await Deno.writeTextFile(file, unrun[i]!);
  const { code, stderr } = await deno(["check", "--quiet", "--config", `${ROOT}deno.json`, "--no-lock", ...files]);
  assertEquals(code, 0, stderr);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("README.md links to files that are there", async () => {
  const links = [...readme.matchAll(/\]\(([^):#]+)\)/g)].map(([, path]) => path!);
  const missing = [];
  for (const path of links) if (!await Deno.stat(ROOT + path).then(() => true, () => false)) missing.push(path);
  assertEquals(missing, []);
});
