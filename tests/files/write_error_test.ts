import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { replaceFile, replaceFolder } from "../../src/files/atomic.ts";
import { writeError } from "../../src/files/write_error.ts";
import { deno } from "../program.ts";

const bytes = (count: number) => async (file: Deno.FsFile) => {
  for (let left = count; left > 0;) left -= await file.write(new Uint8Array(Math.min(left, 1 << 16)));
};

interface Told extends Error {
  readonly code?: string;
}

/** What is thrown by a write that must fail; it must name its cause. */
async function told(write: () => Promise<void>): Promise<Told> {
  const error = await assertRejects(write, Error);
  assert(error.cause instanceof Error && error.cause.constructor === error.constructor, String(error.cause));
  return error;
}

const unix = { ignore: Deno.build.os === "windows" };

Deno.test({
  name: "replaceFile() says that a folder is missing, in its place, or no folder",
  ...unix,
  async fn() {
    const folder = await Deno.makeTempDir();
    const missing = await told(() => replaceFile(`${folder}/no/a`, bytes(1)));
    assert(missing instanceof Deno.errors.NotFound);
    assertEquals(
      missing.message,
      `Cannot write ${folder}/no/a as its folder must be there: got No such file or directory. Make the folder first.`,
    );
    await Deno.mkdir(`${folder}/taken/full`, { recursive: true });
    const taken = await told(() => replaceFile(`${folder}/taken`, bytes(1)));
    assert(taken instanceof Deno.errors.IsADirectory);
    assertEquals(taken.code, "EISDIR");
    assertStringIncludes(
      taken.message,
      `Cannot write ${folder}/taken as no folder must be in its place: got Is a directory`,
    );
    await Deno.writeTextFile(`${folder}/file`, "");
    const below = await told(() => replaceFolder(`${folder}/file/data`, () => Promise.resolve()));
    assert(below instanceof Deno.errors.NotADirectory);
    assertStringIncludes(below.message, "as what it lies in must be a folder: got Not a directory. Check the path.");
    const long = await told(() => replaceFile(`${folder}/${"n".repeat(250)}`, bytes(1)));
    assertStringIncludes(long.message, "as its name must be one that the disk takes: got File name too long.");
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "writeError() keeps the text of a full disk, and tells what to do",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const error = await Deno.writeTextFile("/dev/full", "x").catch((error) => writeError("epoch_1.safetensors", error));
    assertEquals(
      (error as Error).message,
      "Cannot write epoch_1.safetensors as the disk must have room for it: got No space left on device. " +
        "Make room, or choose another folder.",
    );
  },
});

/** A disk of 1 MB; undefined where this user may not make one. */
async function smallDisk(): Promise<string | undefined> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return undefined;
  const path = await Deno.makeTempDir();
  const { success } = await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path] })
    .output().catch(() => ({ success: false }));
  if (success) return path;
  await Deno.remove(path);
  return undefined;
}

const disk = await smallDisk();
if (disk === undefined) console.warn("a test that needs a small disk is skipped: run it as root on Linux");

Deno.test({
  name: "replaceFile() keeps the old file where the disk is full",
  ignore: disk === undefined,
  async fn() {
    await replaceFile(`${disk}/a`, bytes(10));
    const full = await told(() => replaceFile(`${disk}/a`, bytes(2 ** 21)));
    assertEquals(full.code, "ENOSPC");
    assertStringIncludes(full.message, `Cannot write ${disk}/a as the disk must have room for it: got No space left`);
    assertEquals(await Array.fromAsync(Deno.readDir(disk!), ({ name }) => name), ["a"]);
    assertEquals((await Deno.stat(`${disk}/a`)).size, 10);
    await new Deno.Command("umount", { args: [disk!] }).output();
    await Deno.remove(disk!);
  },
});

Deno.test({
  name: "replaceFile() says that a folder is not this user's to write to",
  ignore: Deno.build.os !== "linux",
  async fn() {
    // Root too may not make a file there; in a container it may be for reading alone.
    const error = await told(() => replaceFile("/sys/a", bytes(1)));
    assertMatch(
      error.message,
      error instanceof Deno.errors.PermissionDenied
        ? /^Cannot write \/sys\/a as this user must have the right to write there: got .+\. Change who may, or choose/
        : /^Cannot write \/sys\/a as the disk must not be for reading alone: got Read-only file system\. Choose another/,
    );
  },
});

Deno.test("replaceFile() names the flag that is missing", async () => {
  const folder = await Deno.makeTempDir(), script = `${folder}/script.ts`;
  const module = import.meta.resolve("../../src/files/atomic.ts");
  await Deno.writeTextFile(
    script,
    `import { replaceFile } from ${JSON.stringify(module)};
    await replaceFile("work/a", async () => {}).catch((error) => console.log(error.name, error.message));`,
  );
  const { stdout } = await deno(["run", "--no-prompt", "--quiet", script]);
  assertEquals(
    stdout,
    "NotCapable Cannot write work/a as Deno must allow it: got denied. " +
      "Add --allow-read=work --allow-write=work to deno run.\n",
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("writeError() leaves alone what is no error of the system, and what is a sentence already", () => {
  const own = new RangeError("Cannot do this as that: got nothing."), other = new TypeError("a is not a function");
  assertEquals([writeError("a", own), writeError("a", other), writeError("a", "text")], [own, other, "text"]);
});
