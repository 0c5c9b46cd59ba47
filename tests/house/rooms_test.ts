/** The rooms of the native engine, one way down. */
import { assertEquals } from "@std/assert";
import { files, imports } from "./imports.ts";

const HOUSE = "src/engines/native/";

/** What each room may lean on beside itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "library": [],
  "binding": ["library"],
  "kernels": ["binding"],
  "compile": ["binding"],
  "backend.ts": ["binding", "kernels"],
  "start.ts": ["backend.ts", "binding", "compile", "kernels", "library"],
};

const room = (path: string) => path.slice(HOUSE.length).split("/")[0]!;

Deno.test("engines/native has these rooms and nothing beside them", async () => {
  const rooms = new Set(await Array.fromAsync(files(HOUSE), room));
  assertEquals([...rooms].toSorted(), Object.keys(ARROWS).toSorted());
});

Deno.test("the rooms of engines/native keep their arrows", async () => {
  const wrong = (await imports(HOUSE)).filter(({ file, target }) =>
    target.startsWith("src/engines/") && room(file) !== room(target) &&
    !(target.startsWith(HOUSE) && ARROWS[room(file)]?.includes(room(target)))
  );
  assertEquals(wrong.map(({ file, target }) => `${file} -> ${target}`), []);
});

Deno.test("nobody but the engine itself goes into its rooms, but mod.ts for a type", async () => {
  const outside = (await imports("mod.ts", "src")).filter(({ file, target, typeOnly }) =>
    target.startsWith(HOUSE) && !file.startsWith(HOUSE) && file !== "src/engines/native.ts" &&
    !(file === "mod.ts" && typeOnly)
  );
  assertEquals(outside.map(({ file, target }) => `${file} -> ${target}`), []);
});
