import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  conv2d,
  cpu,
  dense,
  exportModel,
  globalAvgPool,
  initialize,
  mlp,
  predictor,
  relu,
  sequential,
  tf,
  writeImage,
} from "../../../mod.ts";
import { need, runs } from "../../needs.ts";
import { deno } from "../../program.ts";
import { CHROMIUM, serve, withPage } from "../browser.ts";
import { hashDrawn } from "../../hash_drawn.ts";

await cpu().open();

const chromium = await need(
  "Chromium",
  "install it (Debian: apt-get install chromium), or name it by RAPTOR_CHROMIUM",
  () => runs(CHROMIUM, "--version"),
);

const knows = {
  classes: ["ant", "bee", "cat"],
  shape: [8, 8, 3],
  transforms: [{ name: "resize", size: 9 }, { name: "centerCrop", size: 8 }],
  normalization: { scale: [1 / 64, 1 / 50, 1 / 40], offset: [-2, -2.5, -3] },
};

const image = (height: number, width: number) => {
  const { data } = hashDrawn("image.bias", [height * width * 3]);
  return {
    dtype: "uint8",
    shape: [height, width, 3],
    data: Uint8Array.from(data, (value) => 512 * value + 128),
  } as const;
};

/** A folder with a page, a picture, and what Raptor says of it and of numbers. */
async function exported(folder: string) {
  const model = sequential(
    conv2d({ channels: 3, filters: 4, kernelSize: 3 }),
    relu(),
    globalAvgPool(),
    dense({ inputs: 4, units: 3 }),
  );
  initialize(model, 3);
  await exportModel(model, `${folder}/page`, { format: "browser", knows });
  const picture = image(30, 23), numbers = Array.from(hashDrawn("x.bias", [192]).data, (value) => 8 * value);
  await writeImage(`${folder}/page/picture.png`, picture);
  using predict = await predictor(model, { knows, engine: cpu(), workers: 0 });
  const wanted = {
    picture: await predict(`${folder}/page/picture.png`),
    score: tf.tidy(() =>
      Array.from(
        (model.forward(tf.tensor(numbers, [1, 8, 8, 3]) as tf.Tensor4D, { training: false, seed: 0 }) as tf.Tensor)
          .dataSync(),
      )
    ),
  };
  tf.dispose(model.params);
  return { picture, numbers, wanted };
}

async function inFolder(run: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

type Scores = readonly { readonly name: string; readonly score: number }[];

function requireSame(found: Scores, wanted: Scores) {
  assertEquals(found.map(({ name }) => name), wanted.map(({ name }) => name));
  found.forEach(({ score }, i) => assertAlmostEquals(score, wanted[i]!.score, 1e-5));
}

Deno.test("exportModel() writes a module that prepares images and predicts as Raptor does, without the network", () =>
  inFolder(async (folder) => {
    const { picture, numbers, wanted } = await exported(folder), [height, width] = picture.shape;
    const rgba = Array.from({ length: height * width }, (_, i) => [...picture.data.subarray(3 * i, 3 * i + 3), 255])
      .flat();
    const program = `delete globalThis.process; // By which TensorFlow.js would take this for Node.
      Object.assign(globalThis, { window: globalThis, document: {} });
      const { load } = await import("./predict.js");
      globalThis.tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // Its threads are of browsers.
      // A page may load while another part of it does.
      const [{ predict, classes, backend, inputs }] = await Promise.all([load({ backend: "wasm" }), load({ backend: "wasm" })]);
      const image = { width: ${width}, height: ${height}, data: Uint8ClampedArray.from(${JSON.stringify(rgba)}) };
      const { scores } = await predict(image), { prediction } = await predict(${JSON.stringify(numbers)}, { top: 1 });
      const refused = await predict([1]).catch((error) => error.message);
      console.log(JSON.stringify({ scores, logits: [...prediction.data], classes, backend, inputs, refused }));`;
    await Deno.writeTextFile(`${folder}/page/run.js`, program);
    const server = serve(`${folder}/page`), { host } = new URL(server.url);
    const rights = [`--allow-net=${host}`, `--allow-import=${host}`, "--no-config", "--no-lock"];
    const { stdout, stderr, code } = await deno(["run", ...rights, `${server.url}run.js`], {
      env: { DENO_DIR: `${folder}/cache` },
    });
    await server.close();
    assertEquals(code, 0, stderr);
    const { scores, logits, classes, backend, inputs, refused } = JSON.parse(stdout.trim().split("\n").at(-1)!);
    requireSame(scores, wanted.picture.scores!);
    logits.forEach((logit: number, i: number) => assertAlmostEquals(logit, wanted.score[i]!, 1e-5));
    assertEquals([classes, backend, inputs], [knows.classes, "wasm", {
      input: { dtype: "float32", shape: [8, 8, 3] },
    }]);
    assertEquals(refused, "Cannot predict as input must hold [8,8,3] numbers: got 1.");
  }));

for (const backend of ["wasm", "webgpu"]) {
  Deno.test({
    ...chromium,
    name: `exportModel() writes a page that Chromium opens, and which says on ${backend} what Raptor says`,
    fn: () =>
      inFolder(async (folder) => {
        const { numbers, wanted } = await exported(folder), server = serve(`${folder}/page`);
        try {
          await withPage(async ({ open, evaluate }) => {
            await open(`${server.url}?backend=${backend}`);
            if (backend === "webgpu" && !await evaluate("navigator.gpu?.requestAdapter().then(Boolean)")) {
              return console.warn("Chromium has no WebGPU here: the page is judged on wasm alone");
            }
            const scores = await evaluate(`(async () => {
              const { load } = await import("./predict.js"), model = await load({ backend: "${backend}" });
              const { scores } = await model.predict(await (await fetch("picture.png")).blob());
              return { backend: model.backend, scores };
            })()`);
            assertEquals(scores.backend, backend);
            requireSame(scores.scores, wanted.picture.scores!);
            // By hand: numbers are written into the page, and it shows a row for each class.
            const rows = await evaluate(`(async () => {
              const wait = () => new Promise((done) => setTimeout(done, 20)), said = () => {
                const text = document.getElementById("status").textContent;
                if (!/^(Loading|Ready|Predicting)/.test(text)) throw new Error(text);
                return text;
              };
              while (!said().startsWith("Ready")) await wait();
              document.getElementById("numbers").value = "${JSON.stringify(numbers)}";
              document.getElementById("run").click();
              while (document.querySelectorAll("#scores tr").length === 0 || !said().startsWith("Ready")) await wait();
              return Array.from(document.querySelectorAll("#scores tr"), ({ cells }) => Array.from(cells, (cell) => cell.textContent));
            })()`);
            const parts = wanted.score.map(Math.exp), sum = parts.reduce((all, part) => all + part, 0);
            const shares = parts.map((part, i) => [knows.classes[i]!, part / sum] as const).toSorted(([, a], [, b]) =>
              b - a
            );
            assertEquals(rows, shares.map(([name, share]) => [name, "", `${(100 * share).toFixed(1)} %`]));
          });
        } finally {
          await server.close();
        }
      }),
  });
}

Deno.test({
  name: "exportModel() writes a page that says it needs a server where it is opened as a file",
  ...chromium,
  fn: () =>
    inFolder(async (folder) => {
      await exported(folder);
      await withPage(async ({ open, evaluate }) => {
        await open(`file://${folder}/page/index.html`);
        const said = await evaluate('document.getElementById("status").textContent');
        assertEquals(said.split(".")[0], "A browser loads a network from a server alone");
      });
    }),
});

Deno.test("exportModel() refuses a page whose images would be made ready otherwise", () =>
  inFolder(async (folder) => {
    const model = mlp({ sizes: [2, 1] }), odd = { transforms: [{ name: "letterbox", size: 8 }], shape: [2] };
    await assertRejects(
      () => exportModel(model, `${folder}/page`, { format: "browser", knows: odd }),
      TypeError,
      "Cannot write a page as its images are made ready by resize and centerCrop: got letterbox.",
    );
    assert(Array.from(Deno.readDirSync(folder)).length === 0);
    tf.dispose(model.params);
  }));
