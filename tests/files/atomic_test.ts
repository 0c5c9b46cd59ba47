import { assertEquals, assertRejects } from "@std/assert";
import { replaceFile, replaceFolder } from "../../src/files/atomic.ts";

const text = (content: string) => async (file: Deno.FsFile) => void await file.write(new TextEncoder().encode(content));
const names = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).toSorted();

Deno.test("replaceFile() keeps the old file and leaves nothing behind when writing fails", async () => {
  const folder = await Deno.makeTempDir();
  await replaceFile(`${folder}/a`, text("old"));
  await assertRejects(
    () =>
      replaceFile(`${folder}/a`, async (file) => {
        await text("ne")(file);
        throw new Error("disk full");
      }),
    Error,
    "disk full",
  );
  assertEquals([await Deno.readTextFile(`${folder}/a`), await names(folder)], ["old", ["a"]]);
  await replaceFile(`${folder}/a`, text("new"));
  assertEquals(await Deno.readTextFile(`${folder}/a`), "new");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replaceFile() killed in the middle keeps the old file", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/a`, "old");
  const module = import.meta.resolve("../../src/files/atomic.ts");
  const code = `import { replaceFile } from ${JSON.stringify(module)};
    await replaceFile(${JSON.stringify(`${folder}/a`)}, async (file) => {
      await file.write(new Uint8Array(100));
      Deno.kill(Deno.pid, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const { signal } = await new Deno.Command(Deno.execPath(), { args: ["eval", code] }).output();
  assertEquals(signal, "SIGKILL");
  assertEquals(await Deno.readTextFile(`${folder}/a`), "old");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replaceFolder() is all or nothing", async () => {
  const folder = await Deno.makeTempDir();
  await assertRejects(
    () =>
      replaceFolder(`${folder}/data`, async (temporary) => {
        await Deno.writeTextFile(`${temporary}/half`, "");
        throw new Error("cut off");
      }),
    Error,
    "cut off",
  );
  assertEquals(await names(folder), []);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replaceFolder() lets a folder stay that another process has made meanwhile", async () => {
  const folder = await Deno.makeTempDir();
  await replaceFolder(`${folder}/data`, async (temporary) => {
    await Deno.writeTextFile(`${temporary}/a`, "second");
    await Deno.mkdir(`${folder}/data`);
    await Deno.writeTextFile(`${folder}/data/a`, "first");
  });
  assertEquals([await Deno.readTextFile(`${folder}/data/a`), await names(folder)], ["first", ["data"]]);
  await Deno.remove(folder, { recursive: true });
});
