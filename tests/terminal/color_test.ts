import { assertEquals } from "@std/assert";
import { inColor } from "../../src/terminal/color.ts";

Deno.test("inColor() gives each level a colour of its own", () => {
  const words = (["debug", "info", "warning", "error"] as const).map((level) => inColor("x", level));
  assertEquals(new Set(words).size, 4);
  assertEquals(words[2], "\x1b[4;33mx\x1b[0m");
});
