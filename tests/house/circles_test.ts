/** No file of src/ needs, over others, itself: not even for a type. */
import { assertEquals } from "@std/assert";
import { type Import, imports } from "./imports.ts";

/** The files of each circle, in the order of their names: files of which each reaches each other one. */
function circles(edges: readonly Pick<Import, "file" | "target">[]): string[][] {
  const targets = Map.groupBy(edges, ({ file }) => file);
  const reached = new Map<string, Set<string>>();
  for (const file of targets.keys()) {
    const seen = new Set<string>(), open = [file];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { target } of targets.get(at) ?? []) {
        if (seen.has(target)) continue;
        seen.add(target);
        open.push(target);
      }
    }
    reached.set(file, seen);
  }
  const found = new Map<string, string[]>();
  for (const [file, seen] of reached) {
    if (!seen.has(file)) continue;
    const circle = [...seen].filter((other) => reached.get(other)?.has(file)).toSorted();
    found.set(circle[0]!, circle);
  }
  return [...found.values()].toSorted(([a], [b]) => a! < b! ? -1 : 1);
}

Deno.test("circles() names the files of each circle, and none that only leads to one or from one", () => {
  const edges = ["x a", "a b", "b c", "c a", "c y", "y z", "p q", "q p", "s s"].map((edge) => {
    const [file, target] = edge.split(" ") as [string, string];
    return { file, target };
  });
  assertEquals(circles(edges), [["a", "b", "c"], ["p", "q"], ["s"]]);
});

Deno.test("src and mod.ts import in no circle, types included", async () => {
  assertEquals(circles(await imports("mod.ts", "src")), []);
});
