/** The engine that chooses: the fastest that this machine has. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Engine, EngineInfo, Wish } from "../engine.ts";
import { findLibtensorflow, native } from "./native.ts";
import { wasm } from "./wasm.ts";
import { webgpu } from "./webgpu.ts";

/** Settings of {@linkcode auto}. */
export interface AutoOptions {
  /** Whether libtensorflow may be fetched where it is not found (270 MB). Default false. */
  readonly install?: boolean;
}

/**
 * The fastest engine of this machine: native where libtensorflow is found (or may be installed), else webgpu where
 * there is a graphics card, else wasm. `reason` of what `open` returns says why; a candidate that fails is named there.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { auto } from "jsr:@raptor/raptor";
 *
 * assert(auto().permissions!.length > 0);
 * ```
 */
export function auto(options: AutoOptions = {}): Engine {
  const { install = false } = given(options);
  const settings = settle("auto", options, { install });
  requireRange("auto", "true or false", { install });
  let chosen: { readonly engine: Engine; readonly reason: string } | undefined;
  return Object.freeze({
    name: "auto",
    settings,
    get permissions() {
      const [first, last] = [native({ install }), wasm()];
      return [...(first.permissions ?? []), ...(last.permissions ?? [])];
    },
    async open(wish?: Wish): Promise<EngineInfo> {
      if (chosen !== undefined) return { ...await chosen.engine.open(wish), reason: chosen.reason };
      const passed: string[] = [];
      for (const { engine, reason, missing } of candidates(install)) {
        try {
          const obstacle = await missing();
          if (obstacle !== undefined) {
            passed.push(obstacle);
            continue;
          }
          const info = await engine.open(wish);
          const own = info.reason === undefined ? [] : [info.reason];
          chosen = { engine, reason: [reason(), ...own, ...passed].join("; ") };
          return { ...info, reason: chosen.reason };
        } catch (error) {
          passed.push(`${engine.name} fails: ${(error as Error).message.split("\n")[0]}`);
        }
      }
      throw new Error(`Cannot open an engine as none works here: got ${passed.join("; ")}`);
    },
    close: async () => await chosen?.engine.close(),
  });
}

interface Candidate {
  readonly engine: Engine;
  /** Why it was taken. */
  readonly reason: () => string;
  /** What speaks against trying it. */
  readonly missing: () => Promise<string | undefined>;
}

function candidates(install: boolean): Candidate[] {
  let origin = "an install";
  return [
    {
      engine: native({ install }),
      reason: () => `libtensorflow was found in ${origin}`,
      missing: () => {
        const found = findLibtensorflow();
        if (found !== undefined) origin = found.origin;
        return Promise.resolve(found === undefined && !install ? "no libtensorflow" : undefined);
      },
    },
    {
      engine: webgpu(),
      reason: () => "a graphics card is there",
      missing: async () => {
        const adapter = await (navigator.gpu as GPU | undefined)?.requestAdapter() ?? null;
        return adapter === null || adapter.info.isFallbackAdapter ? "no graphics card" : undefined;
      },
    },
    { engine: wasm(), reason: () => "it runs everywhere", missing: () => Promise.resolve(undefined) },
  ];
}
