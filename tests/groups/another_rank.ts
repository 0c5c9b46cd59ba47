/** One rank that is not what it should be, among others that train: `another_rank.ts WHAT WORKDIR`. What the others end with is told. */
import { arrays, cpu, crossEntropy, group, mlp, runner, sgd } from "../../mod.ts";
import { callOf } from "../../src/groups/mpi/call.ts";
import { type Calls, openCalls } from "../../src/groups/mpi/calls.ts";
import { launched } from "../../src/groups/mpi/launched.ts";
import { findLibrary } from "../../src/groups/mpi/library.ts";
import { packed } from "../../src/runner/ranks/packed.ts";
import { sow } from "../../src/runner/sow.ts";

const [what, workDir] = Deno.args, { rank } = launched()!;
const odd = what === "text" || what === "numbers" ? 0 : 1;
const bytes = (text: string) => new TextEncoder().encode(text);
/** It would change all objects, move a cursor, read a file and run, where it was let. */
const EVIL = '{"__proto__":{"evil":1},"path":"\u001b[2J","snapshot":{"weights":{"evil":"Deno.exit(0)"}},"evil()":1}';

async function trains(units: number): Promise<void> {
  const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]),
    y = x.map(([first]) => first! > 0 ? 1 : 0);
  await runner({ workDir: workDir!, log: false }).model(() => mlp({ sizes: [2, units, 2] }))
    .data(arrays({ x, y, classes: 2, batchSize: 4 })).loss(crossEntropy()).optimizer(sgd({ lr: 0.1 })).engine(cpu())
    .train({ epochs: 2, resume: what === "numbers" || what === "text" });
}

/** Says to all what it likes, where they say who they are. */
async function words(): Promise<void> {
  const { startGather, isDone, size }: Calls & { readonly size: number } = openCalls(findLibrary(launched()!.by)!);
  const said = bytes('{"host":"\u001b[2J","pid":"../../../etc/passwd"}'), call = callOf("gather", [said]);
  const calls = new Float64Array(new ArrayBuffer(size * call.byteLength));
  const own = new Uint8Array(call.buffer), all = new Uint8Array(calls.buffer);
  const done = async (started: ReturnType<typeof startGather>) => {
    while (!isDone(started)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await done(startGather(own, all, Array(size).fill(call.byteLength)));
  const lengths = Array.from({ length: size }, (_, i) => calls[i * call.length + 2]!);
  const room = new Uint8Array(new ArrayBuffer(lengths.reduce((sum, length) => sum + length, 0)));
  await done(startGather(said, room, lengths));
  await new Promise((resolve) => setTimeout(resolve, 20_000));
}

/** Hands over the seed as it should, and then something in the place of a checkpoint. */
async function hands(parts: readonly Uint8Array[]): Promise<void> {
  const { gather, broadcast, barrier } = await group();
  for (const each of [packed(sow(7)), parts]) {
    await gather(Int32Array.from(each, ({ length }) => length));
    for (const part of each) await broadcast(part);
  }
  await barrier();
}

const strange: Readonly<Record<string, () => Promise<void>>> = {
  words,
  text: () => hands([bytes(EVIL.slice(0, -1))]),
  numbers: () => hands([bytes(EVIL)]),
  sums: async () => await (await group()).sum(new Float32Array(20)),
  ends: () => group().then(() => undefined),
  weights: () => trains(5),
};

try {
  await (rank === odd ? strange[what!]!() : trains(4));
} catch (error) {
  const evil = ({} as { evil?: unknown }).evil !== undefined || "evil" in globalThis;
  console.log(JSON.stringify({ rank, evil, error: (error as Error).message }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  Deno.exit(1);
}
