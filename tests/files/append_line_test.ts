import { assertEquals, assertThrows } from "@std/assert";
import { appendLine } from "../../src/files/append_line.ts";

Deno.test("appendLine() says what is wrong with a file that takes no line", async () => {
  const folder = await Deno.makeTempDir();
  assertEquals(
    assertThrows(() => appendLine(folder, "a"), Deno.errors.IsADirectory).message,
    `Cannot write ${folder} as no folder must be in its place: got Is a directory. ` +
      "Move the folder away, or choose another name.",
  );
  appendLine(`${folder}/a`, "one");
  appendLine(`${folder}/a`, "");
  assertEquals(await Deno.readTextFile(`${folder}/a`), "one\n\n");
  await Deno.remove(folder, { recursive: true });
});
