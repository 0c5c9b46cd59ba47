/** `doctor`: what this machine has of what Raptor can use, and why not. */
import { findLibtensorflow } from "../engines/native.ts";
import { findMpi, launched } from "../groups/mpi.ts";
import { firstLine } from "./runs.ts";

/** One thing that was looked for. */
export interface Finding {
  /** What it is, such as `native engine`. */
  readonly what: string;
  /** Whether it is there. */
  readonly found: boolean;
  /** What was found; or why not, and how to get it. */
  readonly text: string;
}

/** What `doctor` is told, for `--help`. */
export const DOCTOR_HELP = `doctor

Says what was found on this machine, and why not: processor, engines, graphics card, MPI, permissions.`;

/** Instructions that make a difference, by the names that Linux has for them. */
const INSTRUCTIONS = ["avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_tile", "asimd"];
const PERMISSIONS = ["read", "write", "net", "env", "run", "ffi", "sys"] as const;

/**
 * Looks.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { findings } from "./doctor.ts";
 *
 * assert((await findings()).some(({ what, found }) => what === "processor" && found));
 * ```
 */
export async function findings(): Promise<Finding[]> {
  return [
    { what: "Deno", found: true, text: `${Deno.version.deno} on ${Deno.build.target}` },
    processor(),
    native(),
    { what: "wasm engine", found: true, text: "it needs nothing" },
    await webgpu(),
    await card(),
    await libmpi(),
    await program("mpirun", "apt install openmpi-bin"),
    await program("srun", "it comes with Slurm; mpirun does as well"),
    permissions(),
  ];
}

/**
 * Prints what was found.
 *
 * @returns The exit code: 0, as nothing that is missing is an error.
 */
export async function doctor(): Promise<number> {
  const all = await findings(), width = Math.max(...all.map(({ what }) => what.length));
  for (const { what, found, text } of all) console.log(`${found ? "yes" : "no "}  ${what.padEnd(width)}  ${text}`);
  return 0;
}

function processor(): Finding {
  const cores = `${navigator.hardwareConcurrency} cores`, told = read("/proc/cpuinfo");
  const name = told?.match(/^model name\s*: (.*)$/m)?.[1],
    flags = told?.match(/^(?:flags|Features)\s*: (.*)$/m)?.[1]?.split(" ");
  const has = INSTRUCTIONS.filter((name) => flags?.includes(name));
  const text = [
    name ?? Deno.build.arch,
    cores,
    ...flags === undefined ? [] : [has.join(" ") || "no vector instructions"],
  ];
  return { what: "processor", found: true, text: text.join(", ") };
}

function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

function native(): Finding {
  const what = "native engine";
  try {
    const found = findLibtensorflow();
    if (found !== undefined) return { what, found: true, text: found.main };
    return {
      what,
      found: false,
      text: "libtensorflow was not found: native({ install: true }) fetches it, or pip install tensorflow-cpu",
    };
  } catch (error) {
    return { what, found: false, text: (error as Error).message };
  }
}

async function webgpu(): Promise<Finding> {
  const what = "webgpu engine";
  // In a process of its own: a driver in software and libtensorflow do not get on in one.
  const told = await firstLine(Deno.execPath(), "eval", PROBE);
  return told
    ? { what, found: true, text: told }
    : { what, found: false, text: "no adapter: on Linux it takes a driver and libvulkan1" };
}

const PROBE = `const { info } = await navigator.gpu.requestAdapter();
console.log((info.description || "an adapter") + (info.isFallbackAdapter ? ", in software: slower than the other engines" : ""));`;

async function card(): Promise<Finding> {
  const told = await firstLine("nvidia-smi", "-L"), what = "NVIDIA card";
  return told ? { what, found: true, text: told } : { what, found: false, text: "nvidia-smi does not answer" };
}

async function libmpi(): Promise<Finding> {
  const found = await findMpi(), by = launched(), what = "MPI library";
  if (found === undefined) {
    return { what, found: false, text: "apt install libopenmpi3, or name its file by RAPTOR_MPI" };
  }
  const rank = by === undefined ? "" : `; this process is rank ${by.rank} of ${by.size}, started by ${by.by}`;
  return { what, found: true, text: `${found.kind}, ${found.path}${rank}` };
}

async function program(what: string, how: string): Promise<Finding> {
  const told = await firstLine(what, "--version");
  return told === undefined
    ? { what, found: false, text: `it does not start: ${how}` }
    : { what, found: true, text: told };
}

function permissions(): Finding {
  const granted = PERMISSIONS.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
  const text = granted.length === PERMISSIONS.length
    ? "all"
    : `whole kinds: ${granted.join(", ") || "none"}; others may be granted in part`;
  return { what: "permissions", found: granted.length > 0, text };
}
