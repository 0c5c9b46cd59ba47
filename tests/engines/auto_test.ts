import { assertEquals, assertStringIncludes } from "@std/assert";
import { deno, ROOT } from "../program.ts";
import { needLibrary } from "./native/need_library.ts";

const needed = await needLibrary();

async function taken(env: Record<string, string>): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(
    file,
    `import { auto } from "${ROOT}mod.ts";
    const engine = auto();
    const { backend, reason } = await engine.open();
    const again = await engine.open();
    console.log(backend, "as", reason, again.backend === backend && again.reason === reason);`,
  );
  const { stdout, stderr, code } = await deno(["run", "-A", "--quiet", file], { env });
  await Deno.remove(file);
  assertEquals(code, 0, stderr);
  return stdout.trim();
}

Deno.test({
  name: "auto() takes native where libtensorflow is found, and says where",
  ...needed,
  fn: async () => assertStringIncludes(await taken({}), "tensorflow as libtensorflow was found in"),
});

Deno.test("auto() takes wasm where there is neither libtensorflow nor a graphics card, and says so", async () => {
  const home = await Deno.makeTempDir();
  const nothing = { HOME: home, XDG_CACHE_HOME: home, VIRTUAL_ENV: "", PATH: home, DENO_DIR: await denoDir() };
  assertEquals(await taken(nothing), "wasm as it runs everywhere; no libtensorflow; no graphics card true");
  await Deno.remove(home, { recursive: true });
});

Deno.test("auto() goes on where a candidate fails, and says how", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/libtensorflow_cc.so.2`, "<html>");
  const said = await taken({ RAPTOR_LIBTENSORFLOW: folder });
  assertStringIncludes(said, "wasm as it runs everywhere; native fails: Cannot load");
  await Deno.remove(folder, { recursive: true });
});

/** The cache of npm packages, which hangs on the home that the test takes away. */
async function denoDir(): Promise<string> {
  return JSON.parse((await deno(["info", "--json"])).stdout).denoDir;
}
