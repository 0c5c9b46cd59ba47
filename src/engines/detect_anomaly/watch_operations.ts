/** Stands between tfjs and its kernels, and looks at what comes out. */
import type { EngineInfo } from "../../engine.ts";
import { tf } from "../../tf.ts";
import { inWords, type Statistics, statisticsOf } from "./statistics.ts";

type Named = Readonly<Record<string, tf.Tensor | null | undefined>>;

/** What tfjs is asked to run. */
interface Call {
  readonly kernelName?: string;
  readonly inputs: Named;
}

/** An operation whose gradient may be asked for. */
interface Node {
  readonly outputs: readonly tf.Tensor[];
  gradient?(dys: readonly tf.Tensor[]): Readonly<Record<string, () => tf.Tensor>>;
}

/** What is changed of the engine of tfjs while a step runs. */
interface Watched {
  readonly state: { readonly activeTape?: readonly Node[]; kernelDepth: number };
  runKernelFunc(call: Call): tf.Tensor | tf.Tensor[];
  addTapeNode(name: string, inputs: Named, outputs: readonly tf.Tensor[], ...others: unknown[]): void;
}

/** Where in a step something happens. */
interface Place {
  readonly path: string | undefined;
  /** The operation whose gradient is computed. */
  readonly gradientOf?: string;
}

/** What the error carries as its cause. */
export interface Anomaly extends Place {
  /** The name of the kernel, such as `Log`. */
  readonly operation: string;
  readonly output: Statistics;
  readonly inputs: Readonly<Record<string, Statistics>>;
}

/** Steps that are watched. */
export interface Watching {
  /** See {@linkcode EngineInfo.onLayer}. */
  readonly onLayer: NonNullable<EngineInfo["onLayer"]>;
  /** The same step, which throws at the first operation that makes what is not finite. */
  readonly watched: NonNullable<EngineInfo["compile"]>;
}

/** Kernels that change a variable in place and have no results. */
const IN_PLACE = /Update$/;

/** Kernels that only hand numbers on, such as a NaN that stands for a label out of range: who computes with them is asked. */
const MOVING = new Set([
  ...["Identity", "Reshape", "Cast", "Tile", "BroadcastTo", "Fill", "Transpose", "ExpandDims", "Pack", "Slice"],
  ...["Concat", "GatherV2", "SplitV", "Unpack", "PadV2", "StridedSlice", "ZerosLike", "OnesLike"],
]);

/**
 * Makes what watches steps.
 *
 * @param options Whether infinities count.
 */
export function watchOperations({ infinity }: { readonly infinity: boolean }): Watching {
  let at: Place = { path: undefined }, looking = false;
  const within = <T>(place: Place, run: () => T): T => {
    const before = at;
    at = place;
    try {
      return run();
    } finally {
      at = before;
    }
  };

  /** Judges the results of an operation. What it computes itself is neither looked at nor written down. */
  const look = (operation: string, inputs: Named, outputs: readonly tf.Tensor[]) => {
    const { state } = tf.engine() as unknown as Watched;
    looking = true, state.kernelDepth++;
    try {
      for (const output of outputs) {
        if (output.dtype !== "float32" || output.size === 0 || isFinite(output)) continue;
        const said = statisticsOf(output);
        const given = Object.entries(inputs).filter(([, input]) => input?.dtype === "float32") as [string, tf.Tensor][];
        const read = Object.fromEntries(given.map(([name, input]) => [name, statisticsOf(input)]));
        const had = (what: "nan" | "infinite") => Object.values(read).some((of) => of[what] > 0);
        // Infinity that was given or made of nothing is meant.
        const isMeant = said.nan === 0 && (!infinity || had("infinite") || given.length === 0);
        if (!isMeant) throw anomaly({ ...at, operation, output: said, inputs: read }, said.nan > 0 && had("nan"));
      }
    } finally {
      looking = false, state.kernelDepth--;
    }
  };

  const install = (engine: Watched): () => void => {
    const { runKernelFunc, addTapeNode } = engine, own = Object.hasOwn(engine, "addTapeNode");
    engine.runKernelFunc = (call) => {
      const made = runKernelFunc.call(engine, call), { kernelName, inputs } = call;
      if (looking || kernelName === undefined || MOVING.has(kernelName)) return made;
      const moved = IN_PLACE.test(kernelName) ? [inputs.weight!] : [];
      look(kernelName, inputs, [...[made ?? []].flat(), ...moved]);
      return made;
    };
    engine.addTapeNode = (name, inputs, outputs, ...others) => {
      addTapeNode.call(engine, name, inputs, outputs, ...others);
      const node = engine.state.activeTape?.findLast((node) => node.outputs === outputs);
      if (node?.gradient === undefined) return;
      const { gradient } = node, place = { path: at.path, gradientOf: name ?? "an operation of its own" };
      node.gradient = (dys) => {
        const slopes = within(place, () => gradient(dys));
        return Object.fromEntries(Object.entries(slopes).map(([name, slope]) => [name, () => within(place, slope)]));
      };
    };
    return () => {
      delete (engine as Partial<Watched>).runKernelFunc;
      if (own) engine.addTapeNode = addTapeNode;
      else delete (engine as Partial<Watched>).addTapeNode;
    };
  };

  return {
    onLayer(path) {
      const before = at;
      at = { ...at, path };
      return () => void (at = before);
    },
    watched: (step) => (...args) => {
      const uninstall = install(tf.engine() as unknown as Watched);
      try {
        return step(...args);
      } finally {
        uninstall();
        at = { path: undefined };
      }
    },
  };
}

/** Times 0, so that large numbers do not overflow in their sum. */
function isFinite(tensor: tf.Tensor): boolean {
  return tf.tidy(() => tf.sum(tf.mul(tensor, 0))).dataSync()[0] === 0;
}

function anomaly(found: Anomaly, isGiven: boolean): RangeError {
  const { operation, path, gradientOf, output: { size, nan, infinite }, inputs } = found;
  const odd = [...nan > 0 ? [`${nan} NaN`] : [], ...infinite > 0 ? [`${infinite} Infinity`] : []].join(" and ");
  const where = path === undefined ? "outside of all layers, as in the loss" : `in the layer ${path}`;
  const way = gradientOf === undefined ? "on the way forward" : `in the gradient of ${gradientOf}`;
  const given = Object.entries(inputs).map(([name, of]) => `${name} ${inWords(of)}`).join("; ") || "none";
  const hint = isGiven
    ? "It was there before this operation: look for NaN in the batch and in the weights."
    : "Keep its inputs within what it can take, as by clipping or a small number added.";
  return new RangeError(
    `Cannot go on as every number must be finite: got ${odd} in the ${size} number${
      size === 1 ? "" : "s"
    } of ${operation}, ` +
      `${way}, ${where}. Its inputs: ${given}. ${hint}`,
    { cause: found },
  );
}
