/**
 * Judges a library by its header before the loader does, which tells little or ends the process where a file is cut
 * short. Format: System V ABI, chapter 4 (ELF). Other systems than Linux are left to their loader.
 */

const HEADER = 64;
const SECTION_TABLE_OFFSET = 0x28, SECTION_ENTRY_SIZE = 0x3a, SECTION_COUNT = 0x3c, MACHINE = 0x12, CLASS = 4;
const MACHINES = { x86_64: 62, aarch64: 183 } as const;
const NAMES: Readonly<Record<number, string>> = { 3: "x86", 40: "arm", 62: "x86_64", 183: "aarch64", 243: "riscv" };

/**
 * Throws where a file cannot be a library of this machine.
 *
 * @param path The library.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { checkElf } from "./elf.ts";
 *
 * const path = await Deno.makeTempFile();
 * await assertRejects(() => checkElf(path), Error, "as it is cut short");
 * await Deno.remove(path);
 * ```
 */
export async function checkElf(path: string): Promise<void> {
  if (Deno.build.os !== "linux") return;
  const hint = "Delete it and install libtensorflow anew, or name another one by RAPTOR_LIBTENSORFLOW.";
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const header = new Uint8Array(HEADER);
  let filled = 0;
  while (filled < HEADER) {
    const read = await file.read(header.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  const cutShort = (least: number) =>
    new Error(
      `Cannot load ${path} as it is cut short: got ${size} bytes, and it should have ${least} or more\n${hint}`,
    );
  const magic = [0x7f, 0x45, 0x4c, 0x46];
  if (!magic.slice(0, filled).every((byte, i) => header[i] === byte)) {
    const start = Array.from(header.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new Error(`Cannot load ${path} as it is no ELF library: got a file that begins with ${start}\n${hint}`);
  }
  if (filled < HEADER) throw cutShort(HEADER);
  const view = new DataView(header.buffer);
  const machine = view.getUint16(MACHINE, true);
  if (header[CLASS] !== 2 || machine !== MACHINES[Deno.build.arch]) {
    const got = `${NAMES[machine] ?? `machine ${machine}`}${header[CLASS] === 2 ? "" : " of 32 bits"}`;
    throw new Error(`Cannot load ${path} as this Deno runs on ${Deno.build.arch}: got a library for ${got}\n${hint}`);
  }
  // The table of sections is the last part of a library.
  const end = Number(view.getBigUint64(SECTION_TABLE_OFFSET, true)) +
    view.getUint16(SECTION_ENTRY_SIZE, true) * view.getUint16(SECTION_COUNT, true);
  if (size < end) throw cutShort(end);
}
