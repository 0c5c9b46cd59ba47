/** Joins the ranks that were started with this process, once in a process. */
import type { Bytes, Numbers, RankGroup } from "../../group.ts";
import { grantHint } from "../../terminal/permission_flag.ts";
import { type Call, callOf, lengthsIn } from "./call.ts";
import { type Calls, openCalls, type Started } from "./calls.ts";
import { exchanging } from "./exchange.ts";
import { launched } from "./launched.ts";
import { findLibrary, type Found } from "./library.ts";
import { type Member, memberOf, self } from "./members.ts";
import { endStarter } from "./starter.ts";
import { startSumming } from "./summing.ts";
import { waiting } from "./wait.ts";
import { type Watch, watching } from "./watch.ts";

/** Sums of more numbers than this go in pieces, side by side: libmpi is faster at these. */
const PIECE = 2 ** 20;
/** Of messages from each to each. */
const TAG = 7201;
/** How long a rank that fails waits for rank 0 to save what it has, in milliseconds. */
const LAST_WORDS = 10_000;

/**
 * Joins them.
 *
 * @param timeout How long a rank may give no sign, in seconds.
 *
 * @example See `mpi()`, and `tests/groups/mpi_test.ts`.
 */
export async function join(timeout: number): Promise<RankGroup> {
  const { found, calls } = open(), { rank, size } = calls;
  const members: Member[] = [];
  const watch = watching(calls, members, timeout);
  const begin = (own: Bytes, lengths: readonly number[]) => {
    const all = new Uint8Array(new ArrayBuffer(Math.max(1, lengths.reduce((sum, length) => sum + length, 0))));
    const bytes = new Uint8Array(own.buffer, own.byteOffset, own.byteLength);
    return { all, started: calls.startGather(bytes, all, lengths) };
  };
  const cores = navigator.hardwareConcurrency;
  const { wait } = waiting(calls, watch, { crowded: size > cores, far: true });

  /** What all ranks do, which costs a message of a few bytes: libmpi writes beside its memory where lengths differ. */
  const asked = (call: Call) => begin(call, Array(size).fill(call.byteLength));
  const lengthsOf = ({ all }: ReturnType<typeof begin>) => lengthsIn(new Float64Array(all.buffer), rank);
  const divided = <B extends Bytes>(own: B, all: Uint8Array<ArrayBuffer>, lengths: readonly number[]): B[] => {
    let at = 0;
    return lengths.map((length) => {
      const bytes = all.slice(at, at += length), Kind = own.constructor as new (buffer: ArrayBuffer) => B;
      return new Kind(bytes.buffer);
    });
  };
  const gatherBy = async <B extends Bytes>(buffer: B, wait: (started: readonly Started[]) => Promise<void>) => {
    const first = asked(callOf("gather", [buffer]));
    await wait([first.started]);
    const lengths = lengthsOf(first), second = begin(buffer, lengths);
    await wait([second.started]);
    return divided(buffer, second.all, lengths);
  };
  // The first words: nobody is watched before all are known.
  const words = await gatherBy(new TextEncoder().encode(JSON.stringify(self())), wait);
  for (const [i, bytes] of words.entries()) members.push(memberOf(i, bytes));
  const local = members.filter(({ host }) => host === members[rank]!.host).length;
  const far = local < size, crowded = local > cores, known = waiting(calls, watch, { crowded, far });
  const thread = far && calls.threads ? await startSumming(found, crowded, watch) : undefined;
  // Who sums beside other things does so in other parts: all do, or none.
  const beside = far && (await gatherBy(Uint8Array.of(thread ? 1 : 0), known.wait)).every(([has]) => has === 1)
    ? thread
    : undefined;
  const agreed = async (call: Call): Promise<void> => {
    const first = asked(call);
    await known.wait([first.started]);
    lengthsOf(first);
  };

  const group: RankGroup = {
    ...{ name: "mpi", version: calls.version, rank, size, local },
    async sum(...buffers) {
      await agreed(callOf("sum", buffers));
      await known.wait(pieces(buffers, calls));
    },
    async broadcast(buffer, from = 0) {
      await agreed(callOf("broadcast", [buffer], from));
      await known.wait(buffer.length === 0 ? [] : [calls.startBroadcast(buffer, from)]);
    },
    gather: (buffer) => gatherBy(buffer, known.wait),
    barrier: () => agreed(callOf("barrier")),
    now: Object.freeze({
      sum: (...buffers: readonly Numbers[]) => known.waitNow(pieces(buffers, calls)),
      sumInto: beside === undefined ? exchanging(calls, known.waitNow, far) : (from, into) => beside(from, into)(),
      ...beside && { startSumInto: beside },
      broadcast: (...buffers: readonly (readonly [Bytes, number])[]) =>
        known.waitNow(
          buffers.filter(([{ length }]) => length > 0).map(([buffer, from]) => calls.startBroadcast(buffer, from)),
        ),
      gather<B extends Bytes>(buffer: B) {
        const first = asked(callOf("gather", [buffer]));
        known.waitNow([first.started]);
        const lengths = lengthsOf(first), second = begin(buffer, lengths);
        known.waitNow([second.started]);
        return divided(buffer, second.all, lengths);
      },
      allToAll(send, receive) {
        const others = Array.from({ length: size }, (_, i) => i).filter((i) => i !== rank);
        const taken = others.filter((i) => receive[i]!.length > 0).map((i) => calls.startTaking(receive[i]!, i, TAG));
        const sent = others.filter((i) => send[i]!.length > 0).map((i) => calls.post(send[i]!, i, TAG));
        known.waitNow([...taken, ...sent]);
      },
    }),
    fail: (error) => fail(error, calls, watch),
  };
  const ended = () => {
    const first = asked(callOf("end"));
    known.waitNow([first.started]);
    lengthsOf(first);
  };
  globalThis.addEventListener("unload", () => leave(calls, watch, ended));
  return Object.freeze(group);
}

function open(): { readonly found: Found; readonly calls: Calls } {
  const by = launched(), who = by === undefined ? "" : `, though ${by.by} has started this process as rank ${by.rank}`;
  const found = findLibrary(by?.by);
  if (found === undefined) {
    throw new Error(
      `Cannot join the other ranks as libmpi must be there: got none${who}. Install it, as by ` +
        "`apt install openmpi-bin`, or name its file by RAPTOR_MPI; it is looked for where --allow-read and --allow-env let it.",
    );
  }
  let calls: Calls;
  try {
    calls = openCalls(found);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new Error(`Cannot join the other ranks as ${error.message}. ${grantHint(["ffi"], found.path)}`, {
      cause: error,
    });
  }
  const { size = calls.size } = by ?? {};
  if (size === calls.size) return { found, calls };
  throw new Error(
    `Cannot join the other ranks as all must be of one MPI: got ${calls.size} by ${calls.version} of ${found.path}, and ` +
      `${size} started by ${by!.by}. Start them by the mpirun of the same MPI, or name its library by RAPTOR_MPI.`,
  );
}

function pieces(buffers: readonly Numbers[], calls: Calls): Started[] {
  return buffers.flatMap((buffer) =>
    Array.from(
      { length: Math.ceil(buffer.length / PIECE) },
      (_, i) => calls.startSum(buffer.subarray(i * PIECE, (i + 1) * PIECE)),
    )
  );
}

async function fail(error: unknown, { rank }: Calls, watch: Watch): Promise<void> {
  const first = watch.broken === undefined;
  if (first) watch.fail(`rank ${rank} that failed: ${error instanceof Error ? error.message : String(error)}`);
  if (rank === 0) watch.leave();
  for (let waited = 0; rank !== 0 && watch.lost !== 0 && !watch.left && waited < LAST_WORDS; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (watch.cut) endStarter();
}

/** Ends with the process, once all others have come to their end as well. */
function leave(calls: Calls, watch: Watch, ended: () => void): void {
  watch.end();
  // Where ranks have failed, mpirun sees to the others.
  if (watch.broken !== undefined || Deno.exitCode !== 0) return;
  try {
    ended();
    calls.finalize();
  } catch (error) {
    console.error((error as Error).message);
    Deno.exitCode = 1;
  }
}
