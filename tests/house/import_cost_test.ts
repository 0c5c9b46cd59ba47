/**
 * What `import "mod.ts"` brings along: a cold start shall not grow. What is heavy and rarely needed (charts, Parquet, tokenizers,
 * a server) is imported where it is first used.
 */
import { assert, assertEquals } from "@std/assert";
import { deno, ROOT } from "../program.ts";

/** The packages that importing mod.ts may import. */
const PACKAGES = ["@tensorflow/tfjs"];
/** The files of the house have room to grow; packages, with those that they need and types left out, have little. */
const MOST_FILES = 520, MOST_PACKAGES = 64;

interface Module {
  readonly specifier: string;
  readonly npmPackage?: string;
  readonly dependencies?: readonly {
    /** Left out where only a type is imported. */
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
    readonly npmPackage?: string;
  }[];
}

interface Info {
  readonly roots: readonly string[];
  readonly modules: readonly Module[];
  readonly redirects: Readonly<Record<string, string>>;
  readonly npmPackages: Readonly<Record<string, { readonly name: string; readonly dependencies: readonly string[] }>>;
}

/** All that is reached from some names. */
function reached(from: readonly string[], next: (name: string) => readonly string[]): Set<string> {
  const found = new Set(from);
  for (const name of found) for (const other of next(name)) found.add(other);
  return found;
}

const { stdout } = await deno(["info", "--json", "mod.ts"]);
const { roots, modules, redirects, npmPackages }: Info = JSON.parse(stdout);
const known = new Map(modules.map((module) => [module.specifier, module]));
const imported = (module: Module | undefined) =>
  (module?.dependencies ?? []).filter(({ code, isDynamic }) => code !== undefined && isDynamic !== true);
const files = reached(
  roots,
  (name) => imported(known.get(name)).map(({ code }) => redirects[code!.specifier] ?? code!.specifier),
);
const own = [...files].filter((name) => name.startsWith("file:"));
const direct = new Set(
  own.flatMap((name) => imported(known.get(name)).flatMap(({ npmPackage }) => npmPackage ?? [])),
);

Deno.test("mod.ts imports these packages when it is imported, and no others", () => {
  assertEquals([...direct].map((id) => npmPackages[id]!.name).toSorted(), PACKAGES);
});

Deno.test("mod.ts brings few files, and few packages that its packages need", () => {
  const all = [...reached([...direct], (id) => npmPackages[id]?.dependencies ?? [])]
    .filter((id) => !/^@types\/|^@webgpu\/types|^undici-types/.test(id));
  console.log(`${own.length} files, ${all.length} packages`);
  assert(own.length > 200 && own.length <= MOST_FILES, `${own.length} files`);
  assert(all.length > PACKAGES.length && all.length <= MOST_PACKAGES, `${all.length} packages: ${all.join(", ")}`);
});

Deno.test("mod.ts is imported in a process that has nothing else to do; the time is told, not judged", async () => {
  const code = `const before = performance.now(); await import("file://${ROOT}mod.ts");
    console.log(Math.round(performance.now() - before));`;
  const { code: status, stdout, stderr } = await deno(["eval", "--quiet", "--no-check", code]);
  assertEquals([status, stderr], [0, ""]);
  assert(Number(stdout) > 0);
  console.log(`import "mod.ts": ${stdout.trim()} ms`);
});
