import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { nativePermissions } from "../../../src/engines/native/permissions.ts";
import { LIBRARY_NAMES } from "../../../src/engines/native/find_library.ts";

Deno.test("nativePermissions() is the folder to read and the two libraries to call, where a library is named", async () => {
  const folder = await Deno.makeTempDir();
  const main = join(folder, LIBRARY_NAMES.main[0]!);
  await Deno.writeTextFile(main, "");
  for (const library of [folder, main]) {
    const needed = nativePermissions({ library, install: true }).filter(({ name }) => name !== "env");
    assertEquals(needed, [
      { name: "read", path: folder },
      { name: "ffi", path: main },
      { name: "ffi", path: join(folder, LIBRARY_NAMES.framework) },
    ]);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("nativePermissions() adds what an install needs only where there is none yet", async () => {
  const before = Deno.env.get("XDG_CACHE_HOME"), home = await Deno.makeTempDir();
  Deno.env.set("XDG_CACHE_HOME", home);
  try {
    const kinds = (install: boolean) => new Set(nativePermissions({ install }).map(({ name }) => name));
    assert(kinds(true).has("run") && kinds(true).has("write"));
    assert(!kinds(false).has("run") && !kinds(false).has("write"));
  } finally {
    before === undefined ? Deno.env.delete("XDG_CACHE_HOME") : Deno.env.set("XDG_CACHE_HOME", before);
    await Deno.remove(home, { recursive: true });
  }
});
