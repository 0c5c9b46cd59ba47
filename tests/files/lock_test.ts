import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { lockFolder } from "../../src/files/lock.ts";

Deno.test("lockFolder() lets one at a time have a folder, and leaves nothing in it", async () => {
  const folder = await Deno.makeTempDir();
  for (let time = 0; time < 2; time++) {
    using _ = await lockFolder(folder);
    const error = await assertRejects(() => lockFolder(folder), Deno.errors.Busy);
    assertEquals(
      error.message,
      `Cannot train in ${folder} as one run at a time may write there: got the process ${Deno.pid}, this one. ` +
        "Wait for its end, or give runner() another workDir.",
    );
  }
  assertEquals([...Deno.readDirSync(folder)], []);
  await Deno.remove(folder);
});

Deno.test("lockFolder() names the process that has a folder, and takes it once that was killed", async () => {
  const folder = await Deno.makeTempDir();
  const script = `import { lockFolder } from ${JSON.stringify(import.meta.resolve("../../src/files/lock.ts"))};
    await lockFolder(${JSON.stringify(folder)});
    console.log("held");
    await new Promise((resolve) => setTimeout(resolve, 1e6));`;
  const child = new Deno.Command(Deno.execPath(), { args: ["eval", script], stdout: "piped", stderr: "null" }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  const error = await assertRejects(() => lockFolder(folder), Deno.errors.Busy);
  assertMatch(error.message, new RegExp(`got the process ${child.pid}\\.`));
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  (await lockFolder(folder))[Symbol.dispose]();
  await Deno.remove(folder, { recursive: true });
});
