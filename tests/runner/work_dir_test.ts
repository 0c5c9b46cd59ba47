import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { runner } from "../../mod.ts";
import { openWorkDir } from "../../src/runner/work_dir.ts";

Deno.test("openWorkDir() makes the folders of MMEngine's layout", async () => {
  const parent = await Deno.makeTempDir();
  const { logDir, log, scalars } = await openWorkDir(`${parent}/work/dir`);
  assertMatch(log.slice(parent.length), /^\/work\/dir\/(\d{8}_\d{6})\/\1\.log$/);
  assertMatch(scalars.slice(logDir.length), /^\/vis_data\/scalars\.json$/);
  assert((await Deno.stat(`${logDir}/vis_data`)).isDirectory);
  await Deno.remove(parent, { recursive: true });
});

Deno.test("openWorkDir() says what is wrong with a folder that cannot be made", async () => {
  const file = await Deno.makeTempFile();
  await assertRejects(
    () => openWorkDir(`${file}/below`),
    Error,
    "Give runner() another workDir, or make this one writable.",
  );
  await Deno.remove(file);
});

Deno.test("openWorkDir() names the flags that are missing", async () => {
  const code = `import { openWorkDir } from ${JSON.stringify(import.meta.resolve("../../src/runner/work_dir.ts"))};
    await openWorkDir("work").catch((error) => console.log(error.message));`;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, code);
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "--no-prompt", file], stderr: "null" })
    .output();
  assertMatch(new TextDecoder().decode(stdout), /Add --allow-read=work --allow-write=work to deno run\.\n$/);
  await Deno.remove(file);
});

Deno.test("openWorkDir() gives runs that begin in one second folders of their own", async () => {
  const workDir = await Deno.makeTempDir();
  const opened = await Promise.all(Array.from({ length: 5 }, () => openWorkDir(workDir)));
  assertEquals(new Set(opened.map(({ logDir }) => logDir)).size, 5);
  for (const { log, scalars } of opened) {
    await Deno.writeTextFile(log, "");
    await Deno.writeTextFile(scalars, "");
  }
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("runner() refuses a workDir of no name", () => {
  assertThrows(
    () => runner({ workDir: "" }),
    RangeError,
    'workDir must name a folder: got "". Leave it out to write nothing',
  );
});
