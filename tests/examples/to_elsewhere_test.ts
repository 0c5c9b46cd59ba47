/** The examples that take a checkpoint elsewhere. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { arrays, cpu, mlp, runner, sgd } from "../../mod.ts";
import { readOnnx } from "../exporting/read_onnx.ts";
import { deno, ROOT } from "../program.ts";

Deno.test("to_onnx.ts and to_browser.ts need a checkpoint alone", async () => {
  const cwd = await Deno.makeTempDir(), data = arrays({ x: [[1, 2], [3, 4]], y: [0, 1], classes: ["no", "yes"] });
  await runner({ workDir: cwd, log: false }).model(mlp({ sizes: [2, 2] })).data(data).optimizer(sgd({ lr: 0.1 }))
    .engine(cpu())
    .train({ epochs: 1 });
  const run = (example: string, ...args: string[]) =>
    deno(["run", "-A", "--quiet", `${ROOT}examples/${example}.ts`, ...args], { cwd });
  const onnx = await run("to_onnx", "epoch_1.safetensors", "a.onnx");
  assertEquals([onnx.code, onnx.stderr], [0, ""]);
  assertEquals(onnx.stdout, "a.onnx: 0.00 MB of ONNX.\n");
  assertEquals(readOnnx(await Deno.readFile(`${cwd}/a.onnx`)).metadata, { classes: '["no","yes"]', shape: "[2]" });
  const page = await run("to_browser", "epoch_1.safetensors", "page");
  assertEquals([page.code, page.stderr], [0, ""]);
  assertMatch(page.stdout, /^page: \d\.\d\d MB for a browser\. Serve the folder/);
  assertStringIncludes(await Deno.readTextFile(`${cwd}/page/index.html`), "predict.js");
  const { code, stderr } = await run("to_onnx", "epoch_1.safetensors");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Cannot export as there must be a checkpoint and a file: got too little.");
  await Deno.remove(cwd, { recursive: true });
});
