import { assert, assertEquals } from "@std/assert";
import { onDemand } from "../src/on_demand.ts";
import { files } from "./house/imports.ts";

Deno.test("onDemand imports what the name says", async () => {
  const { parse } = await onDemand<typeof import("npm:yaml@2.9.1")>("npm:yaml@2.9.1");
  assertEquals(parse("a: [1, 2]"), { a: [1, 2] });
});

Deno.test("onDemand is asked for what its type says, and nothing but engines imports packages by a name that Deno follows", async () => {
  const unlike: string[] = [], followed: string[] = [];
  let pairs = 0;
  for await (const file of files("src")) {
    const code = (await Deno.readTextFile(file)).replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
    for (const [, type, name] of code.matchAll(/onDemand<typeof import\("([^"]+)"\)>\(\s*"([^"]+)"/g)) {
      pairs++;
      if (type !== name) unlike.push(`${file}: ${type}, ${name}`);
    }
    if (!file.startsWith("src/engines/") && /(?<!typeof )\bimport\(\s*"npm:/.test(code)) followed.push(file);
  }
  assert(pairs > 10, "the pattern must find them");
  assertEquals([unlike, followed], [[], []]);
});
