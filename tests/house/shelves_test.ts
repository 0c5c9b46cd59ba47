/** What lies on a shelf: items that users import, each with a folder of its own at most. */
import { assert, assertEquals } from "@std/assert";
import { imports } from "./imports.ts";

const SHELVES = [
  ...["layers", "models", "sources", "datasets", "orders", "transforms", "losses", "optimizers", "schedules"],
  ...["metrics", "hooks", "engines", "groups"],
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

  const trespasses = (await imports("src")).filter(({ file, target }) => {
    const folder = folders.find((folder) => target.startsWith(`${folder}/`));
    return folder !== undefined && file !== `${folder}.ts` && !file.startsWith(`${folder}/`);
  }).map(({ file, target }) => `${file} -> ${target}`);
  assertEquals(trespasses, []);
});
