import { assertEquals, assertMatch } from "@std/assert";
import { imageTree } from "./datasets/image_tree.ts";
import { deno, ROOT } from "./program.ts";

/** Serves the files that are published, and nothing else. */
function serve(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/mod.ts" && !/^\/src\/[\w/.]+\.(ts|js)$/.test(pathname)) {
      return new Response("not published", { status: 404 });
    }
    try {
      return new Response(await Deno.readTextFile(ROOT + pathname.slice(1)), {
        headers: { "content-type": pathname.endsWith(".js") ? "text/javascript" : "application/typescript" },
      });
    } catch {
      return new Response("not found", { status: 404 });
    }
  });
}

for (const engine of ["cpu", "wasm"]) {
  Deno.test(`mod.ts imported from a server trains a small model on ${engine}`, async () => {
    const server = serve();
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(
      `${folder}/script.ts`,
      `import { accuracy, ${engine}, mlp, runner, sgd, synthetic } from "http://127.0.0.1:${server.addr.port}/mod.ts";
      const { scores } = await runner({ log: false }).model(mlp({ sizes: [3072, 16, 10] }))
        .data(synthetic({ trainSamples: 500, valSamples: 100, augment: false, batchSize: 10 })).evaluator(accuracy())
        .optimizer(sgd({ lr: 0.001, momentum: 0.9 })).engine(${engine}()).train({ epochs: 6 });
      console.log(scores!.accuracy > 25 ? "learnt" : scores);`,
    );
    const { code, stdout, stderr } = await deno([
      "run",
      "-A",
      "--quiet",
      "--no-lock",
      `--reload=http://127.0.0.1:${server.addr.port}`,
      "script.ts",
    ], { cwd: folder });
    assertMatch(stdout + stderr, /^learnt\n$/);
    assertEquals(code, 0);
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("mod.ts imported from a server decodes images in threads, with leave to read their folder alone", async () => {
  const server = serve();
  const host = `127.0.0.1:${server.addr.port}`;
  await using tree = await imageTree(["a/0.png", "a/1.png", "b/0.png", "b/1.png"]);
  await using place = await imageTree([]);
  await Deno.writeTextFile(
    `${place.path}/script.ts`,
    `import { imageFolder } from "http://${host}/mod.ts";
    let waited = false;
    const { waitAsync } = Atomics;
    // Only other threads are waited for.
    Atomics.waitAsync = ((...args) => (waited = true, waitAsync(...args))) as typeof waitAsync;
    const data = imageFolder("${tree.path}", { size: 8, batchSize: 1, valShare: 0, workers: 2 });
    await data.open!();
    let batches = 0;
    for (let epoch = 0; !waited && epoch < 2000; epoch++) {
      for await (const { x, y } of data.train({ epoch, seed: 0 })) { batches++; x.dispose(); y.dispose(); }
    }
    console.log(waited, batches % 4);`,
  );
  const allowed = [`--allow-import=${host}`, `--allow-read=${tree.path}`];
  const { stdout, stderr } = await deno(
    ["run", ...allowed, "--no-prompt", "--quiet", "--no-lock", `--reload=http://${host}`, "script.ts"],
    { cwd: place.path },
  );
  assertEquals([stdout, stderr], ["true 0\n", ""]);
  await server.shutdown();
});

Deno.test("mod.ts imported from a clone by its path has no type error under a program's own settings", async () => {
  const folder = await Deno.makeTempDir();
  // Without exactOptionalPropertyTypes, which this repository has and Deno by itself has not.
  await Deno.writeTextFile(`${folder}/deno.json`, "{}");
  await Deno.writeTextFile(`${folder}/script.ts`, `import "${new URL("../mod.ts", import.meta.url)}";`);
  const { code, stderr } = await deno(["check", "--quiet", "--no-lock", "script.ts"], { cwd: folder });
  assertEquals([code, stderr], [0, ""]);
});
