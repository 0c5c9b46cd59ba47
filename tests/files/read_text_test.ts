import { assertEquals, assertRejects } from "@std/assert";
import { readText } from "../../src/files/read_text.ts";

Deno.test("readText() says of what it cannot read what it is, and takes a byte order mark away", async () => {
  const folder = await Deno.makeTempDir();
  const refused = (path: string, Kind: typeof Deno.errors.NotFound | typeof Deno.errors.IsADirectory) =>
    assertRejects(() => readText(path), Kind);
  assertEquals(
    (await refused(`${folder}/a.txt`, Deno.errors.NotFound)).message,
    `Cannot read ${folder}/a.txt as it must be a file that may be read: got no such file. Check its path.`,
  );
  assertEquals(
    (await refused(folder, Deno.errors.IsADirectory)).message,
    `Cannot read ${folder} as it must be a file that may be read: got a folder. Check its path.`,
  );
  await Deno.writeTextFile(`${folder}/b.txt`, "ü");
  assertEquals(await readText(`${folder}/b.txt`), "ü");
  await Deno.writeTextFile(`${folder}/c.txt`, "\ufeff{}\ufeff");
  assertEquals(await readText(`${folder}/c.txt`), "{}\ufeff");
  await Deno.remove(folder, { recursive: true });
});
