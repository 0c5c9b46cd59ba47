import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { nativePermissions } from "../../../../src/engines/native/library/permissions.ts";
import { cacheFolder, LIBRARY_NAMES } from "../../../../src/engines/native/library/find_library.ts";

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

Deno.test({
  name: "nativePermissions() names each library of CUDA that is loaded, and the folder that they are found in",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const packages = await Deno.makeTempDir();
    const folder = join(packages, "tensorflow"), main = join(folder, LIBRARY_NAMES.main[0]!);
    const cuda = [
      join(packages, "nvidia", "cuda_runtime", "lib", "libcudart.so.12"),
      join(packages, "nvidia", "cudnn", "lib", "libcudnn.so.9"),
    ];
    for (const path of [main, ...cuda]) {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, "");
    }
    const needed = nativePermissions({ library: folder, install: false }).filter(({ name }) => name !== "env");
    assertEquals(needed, [
      { name: "read", path: folder },
      { name: "read", path: join(packages, "nvidia") },
      ...[...cuda, main, join(folder, LIBRARY_NAMES.framework)].map((path) => ({ name: "ffi", path } as const)),
    ]);
    await Deno.remove(packages, { recursive: true });
  },
});

Deno.test("nativePermissions() adds what an install needs only where there is none yet", async () => {
  const before = Deno.env.get("XDG_CACHE_HOME"), home = await Deno.makeTempDir();
  Deno.env.set("XDG_CACHE_HOME", home);
  try {
    const kinds = (install: boolean) => new Set(nativePermissions({ install }).map(({ name }) => name));
    assert(kinds(true).has("run") && kinds(true).has("write"));
    assert(!kinds(false).has("run") && !kinds(false).has("write"));
    // The build for CPUs that is there does not do for an install for GPUs, whose libraries are not known before.
    await Deno.mkdir(cacheFolder()!, { recursive: true });
    await Deno.writeTextFile(join(cacheFolder()!, LIBRARY_NAMES.main[0]!), "");
    assert(!kinds(true).has("run"));
    const called = nativePermissions({ install: true, gpu: true }).filter(({ name }) => name === "ffi");
    assertEquals(called, [{ name: "ffi", path: cacheFolder(true)! }]);
  } finally {
    before === undefined ? Deno.env.delete("XDG_CACHE_HOME") : Deno.env.set("XDG_CACHE_HOME", before);
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("nativePermissions() names PATH only where the library is looked for in Python's packages", async () => {
  const before = Deno.env.get("XDG_CACHE_HOME"), home = await Deno.makeTempDir();
  Deno.env.set("XDG_CACHE_HOME", home);
  try {
    const asks = (library?: string) =>
      nativePermissions({ install: false, ...library !== undefined && { library } })
        .some((each) => each.name === "env" && each.variable === "PATH");
    assertEquals([asks("/opt/tensorflow"), asks()], [false, Deno.env.get("RAPTOR_LIBTENSORFLOW") === undefined]);
  } finally {
    before === undefined ? Deno.env.delete("XDG_CACHE_HOME") : Deno.env.set("XDG_CACHE_HOME", before);
    await Deno.remove(home, { recursive: true });
  }
});
