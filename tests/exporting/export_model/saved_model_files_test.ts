/** What is written as a SavedModel runs in TensorFlow, for any batch, and answers what the model does. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu, exportModel, mlp, tf } from "../../../mod.ts";
import { needLibrary } from "../../engines/native/need_library.ts";
import { drawByHash, inputFor, type Network, NETWORKS } from "../../networks.ts";
import { OPERATIONS } from "../operations.ts";
import { withSavedModel } from "../run_saved_model.ts";

const needed = await needLibrary();
const ALL: Readonly<Record<string, Network>> = {
  operations: { input: [8, 5, 6], make: OPERATIONS },
  ...Object.fromEntries(Object.entries(NETWORKS).filter(([, { large }]) => !large)),
};

Deno.test({
  name: "exportModel() writes each network as a SavedModel that TensorFlow computes alike for any batch",
  ...needed,
  async fn() {
    await cpu().open();
    const folder = await Deno.makeTempDir();
    for (const [name, { input, make }] of Object.entries(ALL)) {
      const model = make();
      drawByHash(model);
      await exportModel(model, `${folder}/${name}`, { input, format: "savedModel" });
      await withSavedModel(`${folder}/${name}`, (run) => {
        for (const batch of [1, 3]) {
          tf.tidy(() => {
            const x = inputFor(input, batch), made = model.forward(x, { training: false, seed: 0 });
            const right = (made instanceof tf.Tensor ? { output: made } : made) as Record<string, tf.Tensor>;
            const found = run(x instanceof tf.Tensor ? { input: x } : x, Object.keys(right));
            Object.entries(right).forEach(([output, wanted], i) => {
              assertEquals([found[i]!.shape, found[i]!.dtype], [wanted.shape, wanted.dtype], `${name}: ${output}`);
              const data = found[i]!.dataSync(), numbers = wanted.dataSync();
              const most = Math.max(1, ...numbers.map(Math.abs));
              numbers.forEach((value, at) => assertAlmostEquals(data[at]!, value, 1e-4 * most, `${name}: ${output}`));
            });
          });
        }
      });
      tf.dispose(model.params);
    }
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test("exportModel() keeps what is known beside a SavedModel, where TensorFlow leaves it alone", async () => {
  await cpu().open();
  const folder = await Deno.makeTempDir(), model = mlp({ sizes: [2, 2] }), knows = { classes: ["ant", "bee"] };
  const { bytes, format } = await exportModel(model, `${folder}/a`, { input: [2], format: "savedModel", knows });
  const kept = await Deno.readTextFile(`${folder}/a/assets.extra/raptor.json`);
  assertEquals([format, JSON.parse(kept)], ["savedModel", knows]);
  const { size } = await Deno.stat(`${folder}/a/saved_model.pb`);
  assertEquals(bytes, size + kept.length);
  tf.dispose(model.params);
  await Deno.remove(folder, { recursive: true });
});
