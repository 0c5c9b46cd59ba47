/** A long time in one process: neither tensors nor memory grow. */
import type { Lasting } from "./memory_program.ts";
import { spawn } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

/** What the process may take more at its end than after three tenths of its way, in MiB: V8 collects when it likes. */
const MOST = 48;

const LONG: readonly Lasting[] = (["cpu", "wasm", "native"] as const).flatMap((engine) => [
  { engine, what: "steps", times: 100_000 },
  { engine, what: "validations", times: 1000 },
  { engine, what: "runs", times: 200 },
]);
const SHORT: readonly Lasting[] = [{ engine: "cpu", what: "runs", times: 10 }];

/**
 * Does one, and throws where something grows.
 *
 * @param folder Any.
 * @returns Tensors and MiB at each tenth of the way.
 */
export async function last(folder: string, lasting: Lasting): Promise<readonly (readonly [number, number])[]> {
  const { code, output } = await spawn(folder, lasting, "memory_program.ts");
  must(code === 0, sentenceIn(output));
  const { marks } = JSON.parse(output.split("\n").find((line) => line.startsWith("{"))!) as {
    marks: [number, number][];
  };
  const [tensors, memory] = [0, 1].map((i) => marks.map((each) => each[i]!)) as [number[], number[]];
  must(marks.length === 10, `it told ${marks.length} of 10`);
  must(new Set(tensors.slice(1)).size === 1, `tensors: ${tensors}`);
  must(memory.at(-1)! - memory[2]! < MOST, `MiB: ${memory}`);
  return marks;
}

/** Steps, validations and runs. */
export const memory: Kind = {
  name: "memory over time",
  async run({ long, folder }, tally) {
    for (const lasting of long ? LONG : SHORT) {
      const { engine, what, times } = lasting;
      await attempt(tally, `${times} ${what} on ${engine}`, async () => {
        const marks = await last(folder, lasting);
        if (long) {
          console.log(`${engine}, ${times} ${what}: tensors and MiB ${marks.map((mark) => mark.join(" ")).join(", ")}`);
        }
      }, 7200);
    }
  },
};
