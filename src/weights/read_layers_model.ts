/** A tfjs-layers model from a file: what `tf.loadLayersModel` takes in a browser, where Deno has no handler for paths. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readText } from "../files/read_text.ts";
import { tf } from "../tf.ts";
import { reasonOf, visible } from "../terminal/visible.ts";

type WeightSpecs = NonNullable<tf.ModelArtifacts["weightSpecs"]>;

/**
 * Reads a `tf.LayersModel`, such as tensorflowjs_converter or `exportModel` writes: `.model(await readLayersModel(path))` trains it
 * on, `layersModel(...)` makes a layer of it.
 *
 * @param path The `model.json`; its shards lie beside it.
 * @throws {SyntaxError} If it is no layers model, or names a shard elsewhere.
 * @throws {Deno.errors.NotFound} If there is none.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readLayersModel } from "jsr:@raptor/raptor";
 *
 * await assertRejects(() => readLayersModel("nowhere/model.json"), Deno.errors.NotFound);
 * ```
 */
export async function readLayersModel(path: string | URL): Promise<tf.LayersModel> {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  const refuse = (why: string, cause?: unknown) => new SyntaxError(visible(`Cannot read ${file} as ${why}`), { cause });
  const text = await readText(file);
  const orRefuse = <T>(call: () => T, rule: string): T => {
    try {
      return call();
    } catch (cause) {
      throw refuse(`${rule}: got ${(cause as Error).message}.`, cause);
    }
  };
  const json = orRefuse(() => JSON.parse(text) ?? {}, "it must be JSON") as {
    readonly modelTopology?: object;
    readonly weightsManifest?: readonly {
      readonly paths: readonly string[];
      readonly weights: WeightSpecs;
    }[];
  };
  const { modelTopology, weightsManifest = [] } = json;
  if (typeof modelTopology !== "object" || modelTopology === null) {
    throw refuse("a layers model must have a modelTopology: got none.");
  }
  const odd = !Array.isArray(weightsManifest) ||
    weightsManifest.some((group) => !Array.isArray(group?.paths) || !Array.isArray(group.weights));
  if (odd) throw refuse("its weightsManifest must be groups of paths and weights: got others.");
  const paths = weightsManifest.flatMap(({ paths }) => paths);
  // A path could name any file of the machine.
  const stranger = paths.find((shard) =>
    typeof shard !== "string" || !/^[^/\\\p{Cc}]+$/u.test(shard) || shard === ".."
  );
  if (stranger !== undefined) throw refuse(`its shards lie beside it: got ${stranger}.`);
  const shards = await Promise.all(paths.map((shard) => Deno.readFile(join(dirname(file), shard))));
  const weightData = await new Blob(shards).arrayBuffer();
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  try {
    return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  } catch (cause) {
    throw refuse(`tfjs must be able to make its layers: got ${reasonOf(cause)}.`, cause);
  }
}
