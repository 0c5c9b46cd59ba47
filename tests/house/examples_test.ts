/** Examples in doc comments import as users do: what mod.ts exports comes from the package, not from a path in it. */
import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { files } from "./imports.ts";

const names = (list: string) =>
  list.split(",").map((name) => name.replaceAll(/[\s*]+/g, " ").trim().replace(/^type /, "")).filter((name) =>
    name !== ""
  );

Deno.test("examples import what mod.ts exports from jsr:@raptor/raptor", async () => {
  const homes = new Map<string, string>();
  const list = await Deno.readTextFile("mod.ts");
  for (const [, exported, file] of list.matchAll(/^export (?:type )?\{([^}]*)\} from "\.\/([^"]+)";/gm)) {
    for (const name of names(exported!)) homes.set(name, file!);
  }
  assert(homes.size > 150, "the pattern must find the exports");

  const strangers: string[] = [];
  for (const file of ["mod.ts", ...await Array.fromAsync(files("src"))]) {
    for (const [example] of (await Deno.readTextFile(file)).matchAll(/^ \* ```ts\n[\s\S]*?^ \* ```$/gm)) {
      for (const [, imported, path] of example.matchAll(/import (?:type )?\{([^}]*)\} from "(\.[^"]+)"/g)) {
        const target = join(dirname(file), path!);
        const known = names(imported!).filter((name) => target === "mod.ts" || homes.get(name) === target);
        strangers.push(...known.map((name) => `${file}: ${name} from ${path}`));
      }
    }
  }
  assertEquals(strangers, []);
});
