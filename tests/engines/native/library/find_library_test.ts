import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import {
  cacheFolder,
  filesAt,
  findLibtensorflow,
  LIBRARY_NAMES,
} from "../../../../src/engines/native/library/find_library.ts";

const [CC, C] = LIBRARY_NAMES.main;

async function folderWith(...names: string[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const name of names) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, name), "");
  }
  return folder;
}

/** Runs with these variables and no others of those that the search reads. */
async function within<T>(variables: Record<string, string>, run: () => T | Promise<T>): Promise<T> {
  const names = ["RAPTOR_LIBTENSORFLOW", "XDG_CACHE_HOME", "HOME", "VIRTUAL_ENV", "PATH"];
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of names) Deno.env.delete(name);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    return await run();
  } finally {
    for (const [name, value] of before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  }
}

Deno.test("findLibtensorflow() takes the option, then the variable, then the cache, then a Python package", async () => {
  const option = await folderWith(CC!),
    named = await folderWith(CC!),
    home = await folderWith(),
    python = await folderWith();
  const packages = join("lib", "python3.11", "site-packages", "tensorflow");
  await Deno.mkdir(join(python, packages), { recursive: true });
  await Deno.writeTextFile(join(python, packages, CC!), "");
  const variables: Record<string, string> = { RAPTOR_LIBTENSORFLOW: named, XDG_CACHE_HOME: home, VIRTUAL_ENV: python };
  await within(variables, async () => {
    await Deno.mkdir(cacheFolder()!, { recursive: true });
    await Deno.writeTextFile(join(cacheFolder()!, CC!), "");
  });
  const found = (given: Record<string, string>, library?: string) =>
    within(given, () => {
      const { main, origin } = findLibtensorflow(library)!;
      return [main, origin];
    });
  assertEquals(await found(variables, option), [join(option, CC!), "the option library"]);
  assertEquals(await found(variables), [join(named, CC!), "RAPTOR_LIBTENSORFLOW"]);
  const { RAPTOR_LIBTENSORFLOW: _, ...rest } = variables;
  assertEquals((await found(rest))[1], "the cache");
  const gpu = await within(rest, () => cacheFolder(true)!);
  await Deno.mkdir(gpu, { recursive: true });
  await Deno.writeTextFile(join(gpu, CC!), "");
  assertEquals(await found(rest), [join(gpu, CC!), "the cache"]);
  assertEquals(await found({ VIRTUAL_ENV: python }), [join(python, packages, CC!), "a Python package"]);
  assertEquals(await within({ HOME: option }, () => findLibtensorflow()), undefined);
  for (const folder of [option, named, home, python]) await Deno.remove(folder, { recursive: true });
});

Deno.test("findLibtensorflow() refuses a name that leads nowhere rather than to look elsewhere", async () => {
  const empty = await folderWith();
  const error = await within(
    { RAPTOR_LIBTENSORFLOW: empty },
    () => assertThrows(() => findLibtensorflow(), Deno.errors.NotFound),
  );
  assertEquals(
    error.message,
    `Cannot find libtensorflow as RAPTOR_LIBTENSORFLOW names no library: got ${empty}\n` +
      `Name ${CC} or ${C}, or the folder that it lies in, and allow Deno to read it.`,
  );
  await Deno.remove(empty);
});

Deno.test("filesAt() takes the file or its folder, the library of Python or that of C, and what lies beside", async () => {
  const python = await folderWith(CC!, LIBRARY_NAMES.framework), c = await folderWith(C!);
  const files = { main: join(python, CC!), framework: join(python, LIBRARY_NAMES.framework) };
  assertEquals([filesAt(python), filesAt(join(python, CC!))], [files, files]);
  assertEquals(filesAt(c), { main: join(c, C!), framework: undefined });
  assertEquals(filesAt(join(c, "nothing")), undefined);
  for (const folder of [python, c]) await Deno.remove(folder, { recursive: true });
});
