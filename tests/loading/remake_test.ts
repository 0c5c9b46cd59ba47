import { assertEquals, assertRejects } from "@std/assert";
import { modulesOf, remake } from "../../src/loading/remake.ts";

const module = "data:text/javascript,export const list = (...given) => given; export const late = async () => 'late';";
const list = (options: unknown, ...of: { module: string; name: string; options: unknown }[]) => ({
  ...{ module, name: "list", options },
  ...of.length > 0 && { of },
});

Deno.test("remake() gives a function what it is made of, and then its options", async () => {
  assertEquals(await remake(list(1, list(2, list(3)), list(undefined))), [[[3], 2], [], 1]);
  assertEquals(await remake({ module, name: "late", options: undefined }), "late");
});

Deno.test("remake() throws what the module throws", async () => {
  const broken = { module: "data:text/javascript,throw new Error('no such thing')", name: "a", options: 0 };
  await assertRejects(() => remake(list(1, broken)), Error, "no such thing");
});

Deno.test("modulesOf() names the modules of all that a part is made of", () => {
  const inner = { module: "inner", name: "a", options: 0 };
  assertEquals(modulesOf({ ...list(1, { ...list(2), of: [inner] } as never, inner) }), [
    module,
    module,
    "inner",
    "inner",
  ]);
});
