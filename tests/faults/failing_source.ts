/** A source whose sample fails, in a thread or between steps: by an error, by the end of its thread, or by no answer at all. */
import { isMainThread } from "node:worker_threads";
import type { Source } from "../../mod.ts";
import { samples } from "./sentence.ts";

/** How it fails, and at which sample. */
export interface Failing {
  readonly what: "nothing" | "error" | "text" | "null" | "exit" | "rejection" | "later" | "deep" | "silence";
  /** The sample. */
  readonly at: number;
  /** Whether it fails between steps as well. */
  readonly here?: boolean;
}

const { x, y } = samples();

/** Makes the source: 400 samples, those of the sentence over and over. */
export function failingSource(
  options: Failing,
): Source<{ readonly dtype: "float32"; readonly shape: readonly number[]; readonly data: Float32Array }, number> {
  return {
    ...{
      name: "failing",
      size: 400,
      classes: ["0", "1"],
      recipe: { module: import.meta.url, name: "failingSource", options },
    },
    get(i: number) {
      if (i === options.at && (options.here === true || !isMainThread)) {
        const failed = fail(options.what);
        if (failed !== undefined) return failed as never;
      }
      return { x: { dtype: "float32", shape: [8], data: Float32Array.from(x[i % x.length]!) }, y: y[i % y.length]! };
    },
  } as never;
}

function fail(what: Failing["what"]): Promise<never> | undefined {
  switch (what) {
    case "error":
      throw new Error("the sample's own reason");
    case "text":
      throw "the sample's own reason";
    case "null":
      throw null;
    case "exit":
      Deno.exit(5);
      break;
    case "rejection":
      Promise.reject(new Error("the sample's own reason"));
      return undefined;
    case "later":
      setTimeout(() => {
        throw new Error("the sample's own reason");
      });
      return undefined;
    case "deep": {
      const deep = (): never => deep();
      return deep();
    }
    case "silence":
      console.log("SILENCE");
      return new Promise(() => {});
    case "nothing":
      return undefined;
  }
}
