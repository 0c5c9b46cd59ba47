import { assertEquals, assertStringIncludes } from "@std/assert";
import { deno, ROOT } from "../program.ts";

Deno.test("own_parts.ts reaches its target with hand-written parts, and logs its own losses and notes", async () => {
  const cwd = await Deno.makeTempDir();
  const { code, stdout, stderr } = await deno(["run", "-A", "--quiet", `${ROOT}examples/own_parts.ts`], { cwd });
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "loss_ce: ");
  assertStringIncludes(stdout, "correct: ");
  await Deno.remove(cwd, { recursive: true });
});
