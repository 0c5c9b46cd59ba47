import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { removeLeftovers, replaceFile, replaceFolder, replaceText } from "../../src/files/atomic.ts";

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

Deno.test("removeLeftovers() removes what killed runs left half written, and nothing else", async () => {
  const folder = await Deno.makeTempDir();
  const others = ["epoch_1.safetensors", ".mine.tmp", ".a.safetensors.6f1c2d3e-0000-4000-8000-000000000000.tmp"];
  for (const name of [".epoch_2.safetensors.run-1a2b.tmp", ".last_checkpoint.run-1a2b.tmp", ...others]) {
    await Deno.writeTextFile(`${folder}/${name}`, "half");
  }
  await removeLeftovers(folder);
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).toSorted(), others.toSorted());
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replaceFile() names its temporary file for the run that writes", async () => {
  const folder = await Deno.makeTempDir();
  let seen: string[] = [];
  await replaceFile(`${folder}/a`, () => {
    seen = [...Deno.readDirSync(folder)].map(({ name }) => name);
    return Promise.resolve();
  }, { run: "1a2b" });
  assertEquals(seen, [".a.run-1a2b.tmp"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replaceFolder() of a word removes what a killed one of the same word has left", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/.a.run-x.tmp`);
  await Deno.writeTextFile(`${folder}/.a.run-x.tmp/half`, "ha");
  await replaceFolder(`${folder}/a`, (temporary) => Deno.writeTextFile(`${temporary}/b`, "whole"), { run: "x" });
  assertEquals([await names(folder), await names(`${folder}/a`)], [["a"], ["b"]]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replaceText() keeps the old file and leaves nothing behind when writing fails", async () => {
  const folder = await Deno.makeTempDir();
  replaceText(`${folder}/a`, "old");
  assertThrows(() => replaceText(`${folder}/b/c`, "x"), Error, `Cannot write ${folder}/b/c`);
  await Deno.mkdir(`${folder}/d`);
  assertThrows(() => replaceText(`${folder}/d`, "x"), Error, `Cannot write ${folder}/d`);
  assertEquals([await Deno.readTextFile(`${folder}/a`), await names(folder)], ["old", ["a", "d"]]);
  await Deno.remove(folder, { recursive: true });
});
