/** What lies on a shelf: items that users import, each with a folder of its own at most. */
import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";

const SHELVES = [
  ...["layers", "models", "sources", "datasets", "orders", "transforms", "losses", "optimizers", "schedules"],
  ...["metrics", "hooks", "engines"],
];

/** The files of which `mod.ts` exports a function or a value, not types alone. */
async function items(): Promise<Set<string>> {
  const list = await Deno.readTextFile("mod.ts");
  const exported = [...list.matchAll(/^export \{([^}]*)\} from "\.\/([^"]+)";/gm)];
  return new Set(
    exported.filter(([, names]) => names!.split(",").some((name) => /^\s*(?!type\s)\w/.test(name)))
      .map(([, , file]) => file!),
  );
}

async function entries(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).toSorted((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function sources(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, isDirectory } of await entries(folder)) {
    if (isDirectory) found.push(...await sources(join(folder, name)));
    else if (name.endsWith(".ts")) found.push(join(folder, name));
  }
  return found;
}

const onShelves = (await Promise.all(
  SHELVES.map(async (shelf) =>
    (await entries(`src/${shelf}`)).map(({ name, isDirectory }) => ({ path: `src/${shelf}/${name}`, isDirectory }))
  ),
)).flat();

Deno.test("a file on a shelf is an item: mod.ts exports a function or a value of it", async () => {
  const known = await items();
  assert(known.size > 40, "the pattern must find the exports");
  const others = onShelves.filter(({ path, isDirectory }) => !isDirectory && !known.has(path));
  assertEquals(others.map(({ path }) => path), []);
});

Deno.test("a folder on a shelf belongs to the item beside it, and is imported by it alone", async () => {
  const folders = onShelves.filter(({ isDirectory }) => isDirectory).map(({ path }) => path);
  const files = onShelves.map(({ path }) => path);
  assertEquals(folders.filter((folder) => !files.includes(`${folder}.ts`)), []);

  const trespasses: string[] = [];
  for (const file of await sources("src")) {
    const code = (await Deno.readTextFile(file)).replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
    for (const [, specifier] of code.matchAll(/(?:from|import)[ (]"(\.[^"]+)"/g)) {
      const target = join(dirname(file), specifier!);
      const folder = folders.find((folder) => target.startsWith(`${folder}/`));
      if (folder === undefined || file === `${folder}.ts` || file.startsWith(`${folder}/`)) continue;
      trespasses.push(`${file} -> ${target}`);
    }
  }
  assertEquals(trespasses, []);
});
