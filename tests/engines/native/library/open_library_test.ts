import { assertEquals, assertStringIncludes } from "@std/assert";
import { deno, ROOT } from "../../../program.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

/** In a process of its own: a library stays loaded to the end. */
async function run(body: string, ...flags: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, `import { native, runner, tf } from "${ROOT}mod.ts";\n${body}`);
  try {
    return await deno(["run", "--quiet", "--no-prompt", ...flags.length === 0 ? ["-A"] : flags, file]);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test({
  name: "openLibrary() says nothing on standard error, and the process ends without a fault",
  ...needed,
  async fn() {
    const { code, stdout, stderr } = await run(
      `await native().open(); console.log(tf.add(tf.ones([2]), 1).dataSync().join());`,
    );
    assertEquals([code, stdout, stderr], [0, "2,2\n", ""]);
  },
});

Deno.test({
  name: "openLibrary() works under exactly the flags that permissions() prints",
  ...needed,
  async fn() {
    const { stdout } = await run(`console.log(runner().engine(native()).permissions().join(" "));`);
    const flags = stdout.trim().split(" ");
    assertEquals(flags.some((flag) => flag === "--allow-ffi" || flag === "--allow-read"), false);
    const body =
      `const { version } = await native().open(); console.log(version, tf.add(tf.ones([2]), 1).dataSync().join());`;
    const narrow = await run(body, ...flags);
    assertEquals(narrow.code, 0, narrow.stderr);
    assertStringIncludes(narrow.stdout, "libtensorflow 2.21.0 2,2");
  },
});

Deno.test({
  name: "openLibrary() refuses a file that is no library before the loader sees it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/libtensorflow_cc.so.2`, "<html>");
    const { code, stderr } = await run(`await native({ library: ${JSON.stringify(folder)} }).open();`);
    assertEquals(code, 1);
    assertStringIncludes(stderr, `Cannot load ${folder}/libtensorflow_cc.so.2 as it is no ELF library`);
    await Deno.remove(folder, { recursive: true });
  },
});
