import { assertEquals, assertRejects } from "@std/assert";
import { exists } from "../../src/files/exists.ts";

Deno.test("exists() tells files and folders from nothing, also where a folder of the path is a file", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/file`;
  await Deno.writeTextFile(file, "");
  const found = await Promise.all([folder, file, `${folder}/none`, `${file}/none`].map(exists));
  assertEquals(found, [true, true, false, false]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name: "exists() does not take what may not be read for missing",
  permissions: { read: false },
  fn: () => assertRejects(() => exists("/etc/hosts"), Deno.errors.NotCapable).then(() => {}),
});
