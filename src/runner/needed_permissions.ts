/** What a sentence asks of Deno. */
import { weightPermissions } from "../weights/weight_permissions.ts";
import { checkpointFolder, logsFolder } from "./default_hooks.ts";
import { permissionFlags } from "./permissions.ts";
import type { Props } from "./run.ts";

/**
 * The narrowest flags of `deno run` for the parts of a sentence: its data, its engine, the files that its model begins with, its folders.
 *
 * @throws {RangeError} If Deno has no flag for one, as for a path with a comma.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, sgd } from "jsr:@raptor/raptor";
 * import { neededPermissions } from "./needed_permissions.ts";
 *
 * const sentence = { optimizer: sgd({ lr: 0.1 }), engine: cpu(), metrics: [], hooks: [], workDir: "out" };
 * assertEquals(neededPermissions(sentence), ["--allow-read=out", "--allow-write=out"]);
 * ```
 */
export function neededPermissions(props: Props): string[] {
  const { data, engine, origin } = props;
  const folders = [logsFolder(props), checkpointFolder(props)].filter((path) => path !== undefined);
  const written = folders.flatMap((path) => (["read", "write"] as const).map((name) => ({ name, path })));
  // A function has to make its model to tell of it, which is given back.
  const loan = origin?.toUse(false), weights = weightPermissions(loan?.model.pretrained ?? []);
  loan?.end(true);
  return permissionFlags([...data?.permissions ?? [], ...engine.permissions ?? [], ...weights, ...written]);
}
