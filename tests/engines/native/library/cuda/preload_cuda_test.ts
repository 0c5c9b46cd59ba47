import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { preloadCuda } from "../../../../../src/engines/native/library/cuda/preload_cuda.ts";
import { deno, ROOT } from "../../../../program.ts";
import { compileLibrary, needCompiler } from "../compile_library.ts";

const needed = await needCompiler();

/** What TensorFlow does later: it asks the loader for a bare name. */
function loaderFinds(name: string): boolean {
  const { symbols } = Deno.dlopen("libc.so.6", { dlopen: { parameters: ["buffer", "i32"], result: "u64" } });
  return symbols.dlopen(new TextEncoder().encode(`${name}\0`), 1) !== 0n;
}

Deno.test({
  name: "preloadCuda() makes a library answer to its bare name, wherever it lies",
  ...needed,
  async fn() {
    const folder = await Deno.makeTempDir();
    const path = join(folder, "libraptor_preload_test.so.12");
    await compileLibrary(path, "int seven(void) { return 7; }");
    assertEquals(loaderFinds("libraptor_preload_test.so.12"), false);
    assertEquals(await preloadCuda([path]), { loaded: [path], refused: {} });
    assertEquals(loaderFinds("libraptor_preload_test.so.12"), true);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "preloadCuda() goes on past a library that is broken, and says why it is",
  ...needed,
  async fn() {
    const folder = await Deno.makeTempDir();
    const [broken, whole] = [join(folder, "libcudart.so.12"), join(folder, "libraptor_whole_test.so.1")];
    await Deno.writeTextFile(broken, "<html>");
    await compileLibrary(whole, "int eight(void) { return 8; }");
    assertEquals(await preloadCuda([broken, whole]), {
      loaded: [whole],
      refused: {
        "libcudart.so.12": `Cannot load ${broken} as it is no ELF library: got a file that begins with 3c 68 74 6d`,
      },
    });
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test("preloadCuda() loads nothing that Deno may not load, and names the flag", async () => {
  const module = `${ROOT}src/engines/native/library/cuda/preload_cuda.ts`;
  const body =
    `import { preloadCuda } from "${module}"; console.log((await preloadCuda(["/a/libcudart.so.12"])).refused);`;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, body);
  const { stdout } = await deno(["run", "--quiet", "--no-prompt", file]);
  assertStringIncludes(stdout, "Deno may not load it: --allow-ffi=/a/libcudart.so.12");
  await Deno.remove(file);
});
