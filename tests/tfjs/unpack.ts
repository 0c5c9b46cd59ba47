/**
 * The tests that tfjs-core ships in its package, where Deno can import them. They are modules beside the package's bundle
 * that name each other without endings, so they are written anew with whole names.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Named here, so that Deno knows where the package lies.
export const loadCore = (): Promise<unknown> => import("npm:@tensorflow/tfjs-core@4.22.0");

/** The packages that the modules name, by versions that tfjs asks for. */
const packages: Readonly<Record<string, string>> = {
  seedrandom: "npm:seedrandom@3.0.5",
  long: "npm:long@4.0.0",
};

/**
 * Writes tfjs-core's modules and tests into a folder.
 *
 * @returns How many files have tests.
 */
export async function unpack(folder: string): Promise<number> {
  const dist = dirname(fileURLToPath(import.meta.resolve("npm:@tensorflow/tfjs-core@4.22.0")));
  const paths = (await Array.fromAsync(modules(dist))).map((path) => path.slice(dist.length + 1));
  const known = new Set(paths);
  await Deno.writeTextFile(join(folder, "package.json"), `{ "type": "module" }`);
  for (const path of paths) {
    const text = await Deno.readTextFile(join(dist, path));
    // The packages are CommonJS, of which all is in the default export.
    const whole = text.replace(/^import \* as (\w+) from '(seedrandom|long)'/gm, "import $1 from '$2'").replace(
      /^(\s*(?:import|export|\}) ?(?:[^'";]*? from )?)(['"])([^'"\n]+)\2/gm,
      (_, head: string, quote: string, name: string) => `${head}${quote}${resolve(path, name, known)}${quote}`,
    );
    await Deno.mkdir(join(folder, dirname(path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), whole);
  }
  return paths.filter((path) => path.endsWith("_test.js")).length;
}

function resolve(from: string, name: string, known: ReadonlySet<string>): string {
  if (!name.startsWith(".")) return packages[name] ?? name;
  const path = join(dirname(from), name);
  if (known.has(`${path}.js`)) return `${name}.js`;
  return known.has(join(path, "index.js")) ? `${name}/index.js` : name;
}

/** All modules below a folder but the bundles. */
async function* modules(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) {
      if (name !== "miniprogram") yield* modules(join(folder, name));
    } else if (name.endsWith(".js") && !name.startsWith("tf-core")) yield join(folder, name);
  }
}
