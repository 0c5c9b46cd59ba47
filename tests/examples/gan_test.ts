import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deno, ROOT } from "../program.ts";
import { stateOf } from "../state_of.ts";

Deno.test("gan.ts meets all clouds of its ring, logs a rate for each part, and goes on exactly where it was cut", async () => {
  const cwd = await Deno.makeTempDir();
  const run = (...args: string[]) => deno(["run", "-A", "--quiet", `${ROOT}examples/gan.ts`, ...args], { cwd });
  const { code, stdout, stderr } = await run("--work-dir", "straight");
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "generator.lr: 3.0000e-03 critic.lr: 3.0000e-03");
  // Short runs learn, and miss the target.
  for (const more of [["--epochs", "2"], ["--epochs", "3", "--resume"]]) {
    const cut = await run("--work-dir", "cut", ...more);
    assertEquals(cut.code, 1);
    assertStringIncludes(cut.stderr, "Cannot be content");
  }
  const [straight, cut] = await Promise.all(
    ["straight", "cut"].map((folder) => stateOf(`${cwd}/${folder}/epoch_3.safetensors`)),
  );
  assert(Object.keys(straight!.slots).length > 20);
  assertEquals([cut!.weights, cut!.slots], [straight!.weights, straight!.slots]);
  await Deno.remove(cwd, { recursive: true });
});
