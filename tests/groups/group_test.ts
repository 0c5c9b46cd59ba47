import { assertEquals } from "@std/assert";
import { group } from "../../mod.ts";

Deno.test("group is that of one where nothing has started others", async () => {
  const { name, rank, size } = await group();
  assertEquals([name, rank, size], ["one", 0, 1]);
});
