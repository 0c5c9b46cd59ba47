/** Damage to the newest checkpoint: cut, flipped, emptied, gone, or named wrongly by `last_checkpoint`. */
import { basename, join } from "node:path";
import { generator, loadCheckpoint } from "../../mod.ts";
import { checkpointsOf, newestState, stateOf } from "./folder.ts";
import { sentence } from "./sentence.ts";
import { attempt, type Kind, must } from "./tally.ts";

const LAST = "last_checkpoint", NEWEST = "epoch_3.safetensors";

/** The folder of a run of three epochs, and what its fourth must come to. */
async function prepare(
  folder: string,
): Promise<{ readonly good: string; readonly state: string; readonly bytes: Uint8Array }> {
  const [good, straight] = [join(folder, "good"), join(folder, "straight")];
  await sentence(good).train({ epochs: 3 });
  await sentence(straight).train({ epochs: 4 });
  return { good, state: await newestState(straight), bytes: await Deno.readFile(join(good, NEWEST)) };
}

/** A copy of the checkpoints. */
async function copy(good: string, work: string): Promise<void> {
  await Deno.remove(work, { recursive: true }).catch(() => {});
  await Deno.mkdir(work);
  for (const name of [...await checkpointsOf(good), LAST]) await Deno.copyFile(join(good, name), join(work, name));
}

/** Goes on from a folder to the fourth epoch, and answers the lines that it told. */
async function goOn(work: string, resume: boolean | string = true): Promise<string[]> {
  const lines: string[] = [];
  const log = { write: (line: string) => void lines.push(line), progress: false };
  await sentence(work, { log }).train({ epochs: 4, resume });
  return lines;
}

/** Flipped bits, cuts, zeros, bytes of others. */
export const flips: Kind = {
  name: "damaged checkpoints",
  async run({ long, seed, folder }, tally) {
    const next = generator(seed), int = (most: number) => Math.floor(next() * most), work = join(folder, "work");
    const { good, state, bytes } = await prepare(folder);
    const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true)), { length } = bytes;
    const flip = (from: number, to: number) => (damaged: Uint8Array) =>
      void (damaged[from + int(to - from)]! ^= 1 << int(8));
    const damages: Record<string, (copy: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | void> = {
      "a bit of the length": flip(0, 8),
      "a bit of the header": flip(8, header),
      "a bit of the numbers": flip(header, length),
      "two bits of the numbers": (damaged) => {
        flip(header, length)(damaged);
        flip(header, length)(damaged);
      },
      "64 bytes of zeros": (damaged) =>
        void damaged.fill(0, header + int(length - header - 64)).set(bytes.subarray(length - 8), length - 8),
      "64 bytes of ones": (damaged) => {
        const at = header + int(length - header - 64);
        damaged.fill(255, at, at + 64);
      },
      "two blocks swapped": (damaged) => {
        const at = header + int((length - header) >> 1), other = at + 16 + int(64);
        damaged.set(bytes.subarray(at, at + 16), other);
        damaged.set(bytes.subarray(other, other + 16), at);
      },
      "a cut": (damaged) => damaged.slice(0, int(length)),
      "nothing in it": () => new Uint8Array(0),
      "zeros alone": (damaged) => void damaged.fill(0),
      "more at its end": (damaged) =>
        Uint8Array.from([...damaged, ...Array.from({ length: 1 + int(999) }, () => int(256))]),
    };
    for (let i = 0; i < (long ? 80 : 4); i++) {
      for (const [name, damage] of Object.entries(damages)) {
        await copy(good, work);
        const path = join(work, NEWEST), damaged = bytes.slice(), made = damage(damaged) ?? damaged;
        await Deno.writeFile(path, made);
        await attempt(tally, `${name}, try ${i + 1}`, async () => {
          // A flip between two blanks may say the same: then it is read, and must be the same.
          const refused = await stateOf(path).then(() => undefined, (error: Error) => error);
          const lines = await goOn(work);
          must(await newestState(work) === state, "the run went on from other numbers");
          if (refused === undefined) return;
          must(
            refused instanceof SyntaxError && /^Cannot (read|load) /.test(refused.message),
            `it is refused by ${refused}`,
          );
          const told = lines.some((line) => line.includes("Taking epoch_2") && line.includes(NEWEST));
          must(told, "no line says which file took its place");
          await copy(good, work);
          await Deno.writeFile(path, made);
          await mustRefuse(() => goOn(work, path), NEWEST);
        });
      }
    }
    for (const broken of [[3, 2], [3, 2, 1]]) {
      await attempt(tally, `${broken.length} of 3 are cut`, async () => {
        await copy(good, work);
        for (const epoch of broken) await Deno.truncate(join(work, `epoch_${epoch}.safetensors`), 300);
        if (broken.length === 3) return await mustRefuse(() => goOn(work), "must be whole: got 3 that are not");
        const lines = await goOn(work);
        must(lines.some((line) => line.includes("Taking epoch_1")), "no line says which file took their place");
        must(await newestState(work) === state, "the run went on from other numbers");
      });
    }
  },
};

/** What `last_checkpoint` and the file that it names may be. */
export const names: Kind = {
  name: "odd names of the newest",
  async run({ folder }, tally) {
    const work = join(folder, "work"), { good, state } = await prepare(folder);
    const last = join(work, LAST), newest = join(work, NEWEST);
    const text = (content: string | Uint8Array) => () =>
      typeof content === "string" ? Deno.writeTextFile(last, content) : Deno.writeFile(last, content);
    const link = (path: string, to: string) => async () => {
      await Deno.remove(path);
      await Deno.symlink(to, path);
    };
    const made = (path: string, program: string) => async () => {
      await Deno.remove(path);
      await new Deno.Command(program, { args: [path] }).output();
    };
    const cases: Record<string, () => Promise<void>> = {
      "last_checkpoint is gone": () => Deno.remove(last),
      "it names a file that is not there": text("epoch_99.safetensors"),
      "it is empty": text(""),
      "it holds a newline": text("\n"),
      "it leads out of the folder": text("../good/epoch_1.safetensors"),
      "it is absolute": text("/etc/passwd"),
      "it is a dot": text("."),
      "it holds any bytes": text(Uint8Array.from({ length: 64 }, (_, i) => i * 37 % 256)),
      "it holds a NUL": text("epoch_3.safetensors\0x"),
      "it is a megabyte": text("a".repeat(1e6)),
      "it has two lines": text("epoch_3.safetensors\nepoch_2.safetensors"),
      "it is a folder": made(last, "mkdir"),
      "it is a pipe": made(last, "mkfifo"),
      "it links to nowhere": link(last, "nowhere"),
      "it links to itself": link(last, LAST),
      "it is an endless device": link(last, "/dev/zero"),
      "the checkpoint is gone": () => Deno.remove(newest),
      "the checkpoint is a folder": made(newest, "mkdir"),
      "the checkpoint is a pipe": made(newest, "mkfifo"),
      "the checkpoint is an endless device": link(newest, "/dev/zero"),
      "the checkpoint links to another": link(newest, "epoch_2.safetensors"),
    };
    for (const [name, spoil] of Object.entries(cases)) {
      await attempt(tally, name, async () => {
        await copy(good, work);
        await spoil();
        // A folder in the place of a file is for people to move away.
        if (name.endsWith("is a folder")) return await mustRefuse(() => goOn(work), "no folder must be in its place");
        await goOn(work);
        must(await newestState(work) === state, "the run went on from other numbers");
        must(
          (await loadCheckpoint(join(good, basename(NEWEST)))).progress.step === 12,
          "a file of another folder was written",
        );
      });
    }
  },
};

/** Throws unless a call is refused by a sentence of Raptor's with these words. */
async function mustRefuse(call: () => Promise<unknown>, words: string): Promise<void> {
  const error = await call().then(() => undefined, (error: Error) => error);
  must(error !== undefined, "it was taken");
  must(/^Cannot [a-z]/.test(error.message) && error.message.includes(words), `it is refused by ${error}`);
}
