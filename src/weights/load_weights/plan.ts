/** What is to be written into a model, before anything is: imported where a model begins with a file. */
import { readWeights } from "../../files/read_weights.ts";
import type { Params } from "../../model.ts";
import type { Pretrained } from "../../pretrained.ts";
import { asTorchvision } from "./dialects.ts";
import { localPath } from "./local_path.ts";
import { type Match, match } from "./match.ts";
import { aliasesOf } from "./names.ts";

/**
 * Reads a file and finds the places of its tensors.
 *
 * @param params The weights of the model.
 * @param from The file.
 */
export async function plan(params: Params, from: Pretrained): Promise<Match & { readonly path: string }> {
  const path = await localPath(from), tensors = await readWeights(path), { under = "" } = from;
  const names = Object.keys(params).filter((name) => name.startsWith(under)).map((name) => name.slice(under.length));
  const hits = (given: typeof tensors) =>
    names.filter((name) => aliasesOf(name).some((alias) => alias.name in given)).length;
  // Who says what names mean is taken at their word; a network may be named as another tool does, too.
  const turned = from.rename === undefined && from.prefix === undefined ? asTorchvision(tensors) : tensors;
  return { path, ...match(hits(turned) > hits(tensors) ? turned : tensors, params, from, path) };
}
