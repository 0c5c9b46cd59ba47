import { assertEquals } from "@std/assert";
import { grantedVariable } from "../../src/options/granted_variable.ts";
import { deno, ROOT } from "../program.ts";

Deno.test("grantedVariable() reads what it may, and asks for nothing", async () => {
  Deno.env.set("RAPTOR_GRANTED", "here");
  assertEquals([grantedVariable("RAPTOR_GRANTED"), grantedVariable("RAPTOR_MISSING")], ["here", undefined]);
  const program = `import { grantedVariable } from "${ROOT}src/options/granted_variable.ts";
    console.log(grantedVariable("RAPTOR_GRANTED"), grantedVariable("HOME") === undefined);`;
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, program);
  const { code, stdout } = await deno(["run", "--no-prompt", "--allow-env=RAPTOR_GRANTED", path], { cwd: ROOT });
  assertEquals([code, stdout], [0, "here true\n"]);
  await Deno.remove(path);
});
