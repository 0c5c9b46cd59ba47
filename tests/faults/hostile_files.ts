/** Files of weights that were made to mislead: what is read of them has the size it says, all else is refused in a sentence. */
import { join } from "node:path";
import { generator, loadCheckpoint, saveCheckpoint, type Snapshot } from "../../mod.ts";
import { readSafetensors } from "../../src/files/safetensors.ts";
import { checkpointsOf } from "./folder.ts";
import { mutateBytes, mutateText } from "./mutate.ts";
import { sentence } from "./sentence.ts";
import { attempt, type Kind, must } from "./tally.ts";

const encoder = new TextEncoder();

/** A file of a header and a body. */
function file(header: unknown, body: Uint8Array, length?: bigint): Uint8Array<ArrayBuffer> {
  const text = header instanceof Uint8Array
    ? header
    : encoder.encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

const entry = (shape: unknown, begin: unknown, end: unknown, dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});
const many = (count: number, of: (i: number) => unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, of(i)]));
const body = Uint8Array.from({ length: 64 }, (_, i) => i);

/** Files by hand. */
const HANDMADE: Record<string, () => Uint8Array<ArrayBuffer>> = {
  "a header longer than the file": () => file({}, body, 10n ** 6n),
  "a header of 2^63 bytes": () => file({}, body, 2n ** 63n),
  "a header of no bytes": () => file("", body),
  "offsets below 0": () => file({ a: entry([1], -4, 0) }, body),
  "an end before its begin": () => file({ a: entry([1], 8, 4) }, body),
  "a begin beyond the file": () => file({ a: entry([0], 9e9, 9e9) }, body),
  "an overlap": () => file({ a: entry([2], 0, 8), b: entry([14], 4, 64) }, body),
  "a gap": () => file({ a: entry([1], 0, 4), b: entry([1], 60, 64) }, body),
  "bytes that nobody names": () => file({ a: entry([1], 0, 4) }, body),
  "a shape of more than 2^53": () => file({ a: entry([2 ** 30, 2 ** 30, 16], 0, 64) }, body),
  "a shape that is nothing times infinity": () =>
    file({ a: entry([...Array(40).fill(2 ** 52), 0], 0, 0) }, new Uint8Array(0)),
  "a shape of 100,000 axes": () => file({ a: entry(Array(100_000).fill(1), 0, 4) }, body.slice(0, 4)),
  "a shape of halves": () => file({ a: entry([1.5], 0, 6) }, body.slice(0, 6)),
  "a name twice": () =>
    file(`{"a":${JSON.stringify(entry([1], 0, 4))},"a":${JSON.stringify(entry([1], 4, 8))}}`, body.slice(0, 8)),
  "__proto__ as a name": () => file(`{"__proto__":${JSON.stringify(entry([1], 0, 4))}}`, body.slice(0, 4)),
  "__proto__ in the texts": () => file('{"__metadata__":{"__proto__":{"format":"raptor 1"}}}', new Uint8Array(0)),
  "texts that are null": () => file({ __metadata__: null }, new Uint8Array(0)),
  "texts that are numbers": () => file({ __metadata__: { format: "raptor 1", progress: 5 } }, new Uint8Array(0)),
  "no UTF-8": () => file(Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d), body),
  "a deep header": () => file(`{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`, body),
  "a very deep text": () => file(`{"__metadata__":${"[".repeat(3e6)}${"]".repeat(3e6)}}`, body),
  "a dtype that nobody knows": () => file({ a: entry([1], 0, 4, "toString") }, body.slice(0, 4)),
  "a truth of 7": () => file({ a: entry([1], 0, 1, "BOOL") }, Uint8Array.of(7)),
  "a header that is a list": () => file("[]", body),
  "a header that is null": () => file("null", body),
  "100,000 tensors of one place": () => file(many(1e5, () => entry([1], 0, 4)), body.slice(0, 4)),
  "1000 tensors that are all of a megabyte": () =>
    file(many(1000, () => entry([262_144], 0, 1 << 20)), new Uint8Array(1 << 20)),
};

/** Files that were changed by chance, and those by hand. */
export const hostileFiles: Kind = {
  name: "hostile files of weights",
  async run({ long, seed, folder }, tally) {
    const next = generator(seed),
      int = (most: number) => Math.floor(next() * most),
      path = join(folder, "a.safetensors");
    const judge = async (bytes: Uint8Array<ArrayBuffer>) => {
      await Deno.writeFile(path, bytes);
      const before = Deno.memoryUsage().rss;
      const read = await readSafetensors(path).catch(mustBeSentence);
      for (const [name, { shape, data }] of Object.entries(read?.tensors ?? {})) {
        const size = shape.reduce((a, b) => a * b, 1);
        must(data.length === size, `${name} has ${data.length} numbers for a size of ${size}`);
      }
      const loaded = await loadCheckpoint(path).catch(mustBeSentence);
      if (loaded !== undefined) must(Number.isSafeInteger(loaded.progress.step), `step ${loaded.progress.step}`);
      const grown = Deno.memoryUsage().rss - before;
      must(grown < 5e8, `reading ${bytes.length} bytes took ${Math.round(grown / 1e6)} MB`);
      must(({} as Record<string, unknown>).format === undefined, "Object.prototype was changed");
    };
    for (const [name, make] of Object.entries(HANDMADE)) await attempt(tally, name, () => judge(make()));

    await sentence(join(folder, "good")).train({ epochs: 1 });
    const saved = await Deno.readFile(join(folder, "good", "epoch_1.safetensors"));
    const old = await Deno.readFile(new URL("../files/raptor_1.safetensors", import.meta.url));
    for (let i = 0; i < (long ? 5000 : 600); i++) {
      const bytes = i % 3 === 0 ? old : saved, length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      const text = () =>
        file(mutateText(new TextDecoder().decode(bytes.subarray(8, 8 + length)), int), bytes.subarray(8 + length));
      await attempt(tally, `file ${i} of seed ${seed}`, () => judge(i % 2 === 0 ? text() : mutateBytes(bytes, int)));
    }
  },
};

function mustBeSentence(error: Error): undefined {
  const is = error instanceof SyntaxError && /^Cannot (read|load) /.test(error.message);
  must(is, `it is refused by ${error.name}: ${error.message.slice(0, 200)}`);
}

/** Whole checkpoints, checksum and all, that say what cannot be. */
export const hostileProgress: Kind = {
  name: "hostile numbers in whole checkpoints",
  async run({ folder }, tally) {
    const good = join(folder, "good"), work = join(folder, "work");
    await sentence(good).train({ epochs: 2 });
    const whole = await loadCheckpoint(join(good, "epoch_2.safetensors"));
    const told = (change: object): Snapshot => ({ ...whole, progress: { ...whole.progress, ...change } });
    const progress = (value: unknown): Snapshot => ({ ...whole, progress: value as Snapshot["progress"] });
    const four = { dtype: "float32", shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const;
    const weights = (change: object): Snapshot => ({ ...whole, weights: { ...whole.weights, ...change } });
    const [first, last] = [Object.keys(whole.weights)[1]!, Object.keys(whole.weights).at(-1)!];
    const as = (name: string, dtype: "int32" | "bool", data: Int32Array | Uint8Array) =>
      weights({ [name]: { dtype, shape: whole.weights[name]!.shape, data: data.fill(1) } });
    const size = (name: string) => whole.weights[name]!.data.length;
    const cases: Record<string, Snapshot> = {
      ...Object.fromEntries(
        [{}, null, 5, [], "x"].map((value) => [`progress ${JSON.stringify(value)}`, progress(value)]),
      ),
      ...Object.fromEntries(
        ["step", "epoch", "batch", "samples", "judged", "seed"].flatMap((name) =>
          [-1, 1.5, "8", 1e300, null, 2 ** 60, [1], 3, 1e9].map((
            value,
          ) => [`${name} ${JSON.stringify(value)}`, told({ [name]: value })])
        ),
      ),
      ...Object.fromEntries(
        [null, 5, { accuracy: "high" }, { accuracy: { a: 1 } }].map((
          scores,
        ) => [`scores ${JSON.stringify(scores)}`, told({ scores })]),
      ),
      ...Object.fromEntries(
        [null, { loss: ["a", null] }, { loss: "abc" }, { loss: Array(1e5).fill(1) }].map((
          recent,
          i,
        ) => [`recent ${i}`, told({ recent })]),
      ),
      "a weight named constructor": weights({ constructor: four }),
      "a weight named toString": weights({ toString: four }),
      "a slot named valueOf": { ...whole, slots: { ...whole.slots, valueOf: four } as Snapshot["slots"] },
      "a weight named __proto__": {
        ...whole,
        weights: Object.defineProperty({ ...whole.weights }, "__proto__", { value: four, enumerable: true }),
      },
      "a weight too few": { ...whole, weights: Object.fromEntries(Object.entries(whole.weights).slice(1)) },
      "a weight of another shape": weights({ [last]: four }),
      "a weight of whole numbers": as(first, "int32", new Int32Array(size(first))),
      "the last weight of whole numbers": as(last, "int32", new Int32Array(size(last))),
      "a weight of truths": as(first, "bool", new Uint8Array(size(first))),
      "weights that are no numbers": {
        ...whole,
        weights: Object.fromEntries(
          Object.entries(whole.weights).map(([name, each]) => [name, { ...each, data: each.data.slice().fill(NaN) }]),
        ),
      },
      "slots that are no numbers": {
        ...whole,
        slots: Object.fromEntries(
          Object.entries(whole.slots).map(([name, each]) => [name, { ...each, data: each.data.slice().fill(NaN) }]),
        ),
      },
      "another optimizer": { ...whole, optimizer: "sgd" },
      "another model": { ...whole, model: "resnet50" },
      "books of another folder": {
        ...whole,
        hooks: { ...whole.hooks, checkpoint: { run: "1", step: 8, files: ["../good/epoch_1.safetensors"], bests: {} } },
      },
      "books that are none": { ...whole, hooks: { ...whole.hooks, checkpoint: 7 } },
    };
    for (const [name, snapshot] of Object.entries(cases)) {
      await attempt(tally, name, async () => {
        await Deno.remove(work, { recursive: true }).catch(() => {});
        await Deno.mkdir(work);
        const path = join(work, "epoch_2.safetensors");
        const unwritten = await saveCheckpoint(path, snapshot).then(() => undefined, (error: Error) => error);
        if (unwritten !== undefined) {
          return must(/^Cannot [a-z]/.test(unwritten.message), `it is not written: ${unwritten}`);
        }
        for (const resume of [true, path]) {
          const chain = sentence(work, { checkpoint: { keep: 1 } });
          const outcome = await chain.train({ epochs: 4, resume }).catch((error: Error) => error);
          must((await checkpointsOf(good)).length === 2, "a file of another folder was removed");
          if (outcome instanceof Error) {
            must(
              /^Cannot [a-z]/.test(outcome.message) && !/^Cannot read prop/.test(outcome.message),
              `it is refused by ${outcome}`,
            );
            continue;
          }
          const { progress: { step, epoch, batch }, weights } = await loadCheckpoint(join(work, "epoch_4.safetensors"));
          must(epoch === 4 && batch === 0 && step >= 8, `it came to step ${step}, epoch ${epoch}, batch ${batch}`);
          must(
            Object.values(weights).every(({ data }) => data.every(Number.isFinite)),
            "it came to weights that are no numbers",
          );
          break;
        }
      });
    }
  },
};
