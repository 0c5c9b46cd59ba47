import { assertEquals } from "@std/assert";
import { firstLine } from "../../src/cli/runs.ts";

Deno.test("firstLine() is what a program says first, or nothing where it fails", async () => {
  assertEquals(await firstLine(Deno.execPath(), "eval", "console.log('one\\ntwo')"), "one");
  assertEquals(await firstLine(Deno.execPath(), "eval", "Deno.exit(1)"), undefined);
});
