import { assertEquals } from "@std/assert";
import { lineWriter, unfailing } from "../../src/files/line_writer.ts";

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

Deno.test("unfailing() tells the first failure and tries every line", () => {
  const tried: string[] = [], told: string[] = [], before = console.error;
  console.error = (line: string) => void told.push(line);
  try {
    const write = unfailing((line) => {
      tried.push(line);
      throw new Error("No space left on device.");
    });
    for (const line of ["first", "second"]) write(line);
  } finally {
    console.error = before;
  }
  assertEquals(tried, ["first", "second"]);
  assertEquals(told, ["No space left on device. The run goes on without it."]);
});
