/** Runs at the same time share one engine: TensorFlow.js has one backend at a time, which another engine would take away. */
import type { Engine, EngineInfo, Wish } from "../engine.ts";
import { tf } from "../tf.ts";

/** What runs compute on now; it hangs on the one engine of TensorFlow.js, whose backend it is about. */
interface InUse {
  runs: number;
  /** What it was asked for by, and what it is: `auto` takes another one. */
  names: readonly string[];
  backend: string;
}

const inUse = Symbol("in use");

function held(): { [inUse]?: InUse | undefined } {
  return tf.engine() as unknown as { [inUse]?: InUse };
}

/**
 * Opens an engine for one run.
 *
 * @param engine Which.
 * @param wish As of `Engine.open`.
 * @returns What it tells of itself, and what ends its use.
 * @throws {TypeError} If a run in progress computes on another one.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { cpu, wasm } from "jsr:@raptor/raptor";
 * import { useEngine } from "./engine_in_use.ts";
 *
 * const { info, letGo } = await useEngine(cpu());
 * await assertRejects(() => useEngine(wasm()), TypeError, "got wasm while a run computes on cpu");
 * letGo();
 * assertEquals(info.name, "cpu");
 * ```
 */
export async function useEngine(
  engine: Engine,
  wish?: Wish,
): Promise<{ readonly info: EngineInfo; readonly letGo: () => void }> {
  const before = held()[inUse];
  if (before !== undefined && engine.name !== "auto" && !before.names.includes(engine.name)) {
    throw taken(engine.name, before);
  }
  const info = await engine.open(wish);
  const now = held()[inUse] ??= { runs: 0, names: [engine.name, info.name], backend: info.backend };
  if (now.backend !== info.backend) {
    await tf.setBackend(now.backend);
    throw taken(info.name, now);
  }
  now.runs++;
  let open = true;
  const letGo = () => {
    if (open && --now.runs === 0) held()[inUse] = undefined;
    open = false;
  };
  return { info, letGo };
}

function taken(name: string, { names }: InUse): TypeError {
  return new TypeError(
    `Cannot run as all runs at one time compute on one engine: got ${name} while a run computes on ${names.at(-1)}. ` +
      "Give both the same .engine(), or await the other run.",
  );
}
