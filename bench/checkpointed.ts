/**
 * Peak memory and time of a step of a transformer with its blocks checkpointed, beside one without, on each engine: each in a
 * process of its own, whose most resident memory is the operating system's.
 *
 *     deno run -A bench/checkpointed.ts
 */
import {
  checkpointed,
  crossEntropy,
  dense,
  embedding,
  initialize,
  makeStep,
  model,
  native,
  sequential,
  sgd,
  tf,
} from "../mod.ts";
import { layerNorm, positionalEmbedding, transformerBlock, wasm } from "../mod.ts";

const LAYERS = 24, UNITS = 128, HEADS = 4, PLACES = 128, BATCH = 16, ENTRIES = 64, STEPS = 4;
const engines = {
  "native, compiled": () => native(),
  "native, eager": () => native({ compile: false }),
  "wasm": () => wasm(),
};
type Name = keyof typeof engines;

const megabytes = async (field: "VmHWM" | "VmRSS") => {
  const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+)`).exec(await Deno.readTextFile("/proc/self/status"))!;
  return Number(kilobytes) / 1024;
};

/** A transformer from tokens to the logits of the next ones. */
function transformer(saving: boolean) {
  const block = () => transformerBlock({ units: UNITS, heads: HEADS, causal: true });
  return model({
    params: {
      tokens: embedding({ entries: ENTRIES, units: UNITS }),
      places: positionalEmbedding({ length: PLACES, units: UNITS }),
      blocks: sequential(...Array.from({ length: LAYERS }, () => saving ? checkpointed(block()) : block())),
      norm: layerNorm({ units: UNITS }),
      head: dense({ inputs: UNITS, units: ENTRIES }),
    },
    forward(x: tf.Tensor2D, mode, { tokens, places, blocks, norm, head }) {
      const y = blocks.forward(places.forward(tokens.forward(x, mode) as tf.Tensor3D, mode), mode);
      return head.forward(tf.reshape(norm.forward(y as tf.Tensor3D, mode), [-1, UNITS]) as tf.Tensor2D, mode);
    },
  });
}

/** In this process: the losses of some steps, what they took at most above what was there before, and a step's time. */
async function measure(name: Name, saving: boolean) {
  const info = await engines[name]().open(), network = transformer(saving), optimizer = sgd({ lr: 0.01 });
  initialize(network, 1);
  const step = makeStep({ model: network, loss: crossEntropy(), optimizer, slots: {}, engine: info });
  const before = await megabytes("VmRSS"), losses: number[] = [];
  let began = 0;
  for (let i = 0; i < STEPS; i++) {
    if (i === STEPS - 2) began = performance.now();
    const tokens = Int32Array.from({ length: BATCH * PLACES }, (_, j) => (i + j * j) % ENTRIES);
    const x = tf.tensor2d(tokens, [BATCH, PLACES], "int32"),
      y = tf.tensor1d(tokens.map((token) => (token * 7) % ENTRIES), "int32");
    const { loss } = step({ x, y, size: BATCH }, { step: i, steps: STEPS, stepsPerEpoch: STEPS }, i);
    losses.push(loss!.dataSync()[0]!);
    tf.dispose([x, y, loss!]);
  }
  const seconds = (performance.now() - began) / 2000;
  return { losses, peak: await megabytes("VmHWM") - before, seconds };
}

type Measured = Awaited<ReturnType<typeof measure>>;

/** The same in a process of its own. */
async function apart(name: string, saving: boolean): Promise<Measured> {
  const args = ["run", "-A", "--no-check", "--quiet", import.meta.filename!, name, String(saving)];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}

const [name, saving] = Deno.args;
if (name !== undefined) console.log(JSON.stringify(await measure(name as Name, saving === "true")));
else {
  console.log(`${LAYERS} blocks of ${UNITS} units, ${BATCH} sequences of ${PLACES} places`);
  for (const name of Object.keys(engines)) {
    const one = await apart(name, false), other = await apart(name, true);
    const same = JSON.stringify(one.losses) === JSON.stringify(other.losses);
    console.log(
      `${name}: ${one.peak.toFixed(0)} MB, checkpointed ${other.peak.toFixed(0)} MB (${
        (other.peak / one.peak).toFixed(2)
      }); ` +
        `${one.seconds.toFixed(2)} s, checkpointed ${other.seconds.toFixed(2)} s a step; losses ${
          same ? "the same" : "OTHERS"
        }`,
    );
  }
}
