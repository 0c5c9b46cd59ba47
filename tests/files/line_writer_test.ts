import { assertEquals, assertThrows } from "@std/assert";
import { appendLine, lineWriter, tolerant } from "../../src/files/line_writer.ts";

Deno.test("lineWriter() says once that a file cannot be written, and writes again when it can", async () => {
  const folder = await Deno.makeTempDir();
  const said: string[] = [], { error } = console;
  console.error = (text: string) => void said.push(text);
  try {
    const write = lineWriter(`${folder}/log/a.txt`);
    write("one");
    write("two");
    await Deno.mkdir(`${folder}/log`);
    write("three");
  } finally {
    console.error = error;
  }
  assertEquals(said, [
    `Cannot write ${folder}/log/a.txt as its folder must be there: got No such file or directory. ` +
    "Make the folder first. The run goes on without it.",
  ]);
  assertEquals(await Deno.readTextFile(`${folder}/log/a.txt`), "three\n");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("tolerant() bears a console that is gone as well", () => {
  const { error } = console;
  let tried = 0;
  const fail = () => {
    tried++;
    throw new Error("gone");
  };
  console.error = fail;
  try {
    const write = tolerant(fail);
    write();
    write();
  } finally {
    console.error = error;
  }
  assertEquals(tried, 3);
});

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
