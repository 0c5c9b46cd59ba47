/** What a folder of checkpoints holds, judged from outside: is all of it whole, and where does its newest one stand? */
import { join } from "node:path";
import { lastCheckpoint, loadCheckpoint } from "../../mod.ts";
import { must } from "./tally.ts";

/** Files of checkpoints under their final names. */
export async function checkpointsOf(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return entries.map(({ name }) => name).filter((name) => name.endsWith(".safetensors")).toSorted();
}

/** Temporary files. */
export async function temporariesOf(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return entries.map(({ name }) => name).filter((name) => name.endsWith(".tmp")).toSorted();
}

/** Throws where a file under a final name is not whole, or `last_checkpoint` names one that is not there. */
export async function mustBeWhole(folder: string): Promise<void> {
  const names = await checkpointsOf(folder);
  for (const name of names) await loadCheckpoint(join(folder, name));
  const last = await lastCheckpoint(folder).catch(() => undefined);
  must(
    last === undefined || names.some((name) => join(folder, name) === last),
    `last_checkpoint names ${last}, which is not there`,
  );
}

/** The state of a checkpoint in a text, bit for bit: weights, slots and progress. */
export async function stateOf(path: string): Promise<string> {
  const { weights, slots, progress } = await loadCheckpoint(path);
  const bits = (tensors: typeof weights) =>
    Object.entries(tensors).map(([name, { dtype, shape, data }]) =>
      [name, dtype, shape, [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)].join()].join(" ")
    ).toSorted();
  return JSON.stringify([bits(weights), bits(slots), progress]);
}

/** The state of the newest checkpoint of a folder. */
export async function newestState(folder: string): Promise<string> {
  const last = await lastCheckpoint(folder);
  must(last !== undefined, `${folder} has no last_checkpoint`);
  return await stateOf(last);
}
