import { assertEquals } from "@std/assert";
import { mayLoad } from "../../src/options/may_load.ts";
import { deno, ROOT } from "../program.ts";

const MODULE = new URL("../../src/options/may_load.ts", import.meta.url).href, FROM_AFAR = "https://a.example/b.ts";

Deno.test("mayLoad() is true of a file that may be read and of what is no file, and asks for nothing", async () => {
  assertEquals([MODULE, FROM_AFAR].map(mayLoad), [true, true]);
  const program = `import { mayLoad } from "${MODULE}";
    console.log(mayLoad("${MODULE}"), mayLoad("${FROM_AFAR}"));`;
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, program);
  for (const [flag, told] of [[`--allow-read=${ROOT}src`, "true true\n"], ["--allow-read=/nowhere", "false true\n"]]) {
    const { code, stdout } = await deno(["run", "--no-prompt", flag!, path], { cwd: ROOT });
    assertEquals([code, stdout], [0, told!]);
  }
  await Deno.remove(path);
});
