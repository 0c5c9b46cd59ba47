/** What is to be written into a model, before anything is: imported where a model begins with a file. */
import { readWeights } from "../../files/read_weights.ts";
import type { Params } from "../../model.ts";
import type { Pretrained } from "../../pretrained.ts";
import { localPath } from "./local_path.ts";
import { type Match, match } from "./match.ts";

/**
 * Reads a file and finds the places of its tensors.
 *
 * @param params The weights of the model.
 * @param from The file.
 */
export async function plan(params: Params, from: Pretrained): Promise<Match & { readonly path: string }> {
  const path = await localPath(from);
  return { path, ...match(await readWeights(path), params, from, path) };
}
