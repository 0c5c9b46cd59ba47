/** The way from the files to the open engine, in processes of their own, with libraries of ours in CUDA's place. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { findLibtensorflow, LIBRARY_NAMES } from "../../../../../src/engines/native/library/find_library.ts";
import { deno, ROOT } from "../../../../program.ts";
import { compileLibrary, needCompiler } from "../compile_library.ts";
import { needLibrary } from "../../need_library.ts";

const library = await needLibrary(), compiler = await needCompiler();
const both = { ignore: library.ignore || compiler.ignore };

async function run(body: string, ...flags: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, `import { native, runner, tf } from "${ROOT}mod.ts";\n${body}`);
  try {
    return await deno(["run", "--quiet", "--no-prompt", ...flags, file]);
  } finally {
    await Deno.remove(file);
  }
}

/** Python's packages with a real libtensorflow, and a CUDA runtime that says when it is loaded. */
async function packages(): Promise<AsyncDisposable & { readonly main: string }> {
  const found = findLibtensorflow()!;
  // Beside the library: a link would be judged by where it leads, and a hard one stays on its disk.
  const root = await Deno.makeTempDir({ dir: join(dirname(found.main), ".."), prefix: ".test-" });
  const main = join(root, "tensorflow", LIBRARY_NAMES.main[0]!);
  await Deno.mkdir(dirname(main));
  await Deno.link(found.main, main);
  await Deno.link(found.framework!, join(dirname(main), LIBRARY_NAMES.framework));
  await compileLibrary(
    join(root, "nvidia", "cuda_runtime", "lib", "libcudart.so.12"),
    `#include <unistd.h>
    __attribute__((constructor)) static void greet(void) { write(1, "loaded\\n", 7); }`,
  );
  return { main, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

Deno.test({
  name: "native() loads CUDA's libraries before it opens, under exactly the flags that permissions() prints",
  ...both,
  async fn() {
    await using made = await packages();
    const engine = `native({ library: ${JSON.stringify(made.main)} })`;
    const printed = await run(`console.log(runner().engine(${engine}).permissions().join(" "));`, "-A");
    const flags = printed.stdout.trim().split(" ");
    assertEquals(flags.filter((flag) => flag === "--allow-ffi" || flag === "--allow-read"), []);
    const body = `const { device } = await ${engine}.open(); console.log(device, tf.add(1, 1).dataSync()[0]);`;
    const { code, stdout, stderr } = await run(body, ...flags);
    assertEquals([code, stdout], [0, "loaded\ncpu 2\n"], stderr);
  },
});

Deno.test({
  name: "native() without a GPU loads nothing of CUDA, and has no reason to tell",
  ...both,
  async fn() {
    await using made = await packages();
    const engine = `native({ library: ${JSON.stringify(made.main)}, gpu: false })`;
    const body = `const { device, reason, memory } = await ${engine}.open(); console.log(device, reason, memory);`;
    const { stdout, stderr } = await run(body, "-A");
    assertEquals(stdout, "cpu undefined undefined\n", stderr);
  },
});

Deno.test({
  name: "native() that is asked for a GPU says why it runs on the CPU",
  ...library,
  async fn() {
    const { stdout } = await run(`console.log((await native({ gpu: 0 }).open()).reason);`, "-A");
    assertStringIncludes(stdout, "no GPU is used by a libtensorflow for CPUs: native({ gpu: true, install: true })");
  },
});
