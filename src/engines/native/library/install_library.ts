/**
 * Fetches libtensorflow into Raptor's cache: two files out of the Python package `tensorflow-cpu`, or out of
 * `tensorflow` with the CUDA libraries beside them, by pip. Nothing of Python is needed later.
 */
import { dirname, join } from "node:path";
import { replaceFolder } from "../../../files/atomic.ts";
import { isCudaLibrary } from "./cuda/cuda_files.ts";
import { cudaRequirements } from "./cuda/cuda_requirements.ts";
import { checkElf } from "./elf.ts";
import { cacheFolder, filesAt, type FoundLibrary, LIBRARY_NAMES, VERSION } from "./find_library.ts";
import { fetchWheels, findPip, pipIsMissing } from "./pip.ts";
import { ARCHIVE, unpackArchive } from "./unpack_archive.ts";
import { readMetadata, unpackWheel } from "./unpack_wheel.ts";

/** How libtensorflow is fetched. */
export interface InstallOptions {
  /**
   * Whether it is the build for NVIDIA's cards, with the CUDA libraries that it needs: for Linux on x86_64, by pip
   * alone, some 3 GB. Default false.
   */
  readonly gpu?: boolean;
  /** The program that fetches Python packages, and its first arguments; false for none. Default the first that is there. */
  readonly pip?: readonly string[] | false;
  /** The archive for C, which is taken where there is no pip. Default TensorFlow's own. */
  readonly archive?: string;
  /** Where the libraries go. Default Raptor's cache, where each build has a folder of its own. */
  readonly folder?: string;
}

/** The Python packages that hold the libraries, with about how large they are, packed and unpacked. */
const FOR_CPU = { requirement: `tensorflow-cpu==${VERSION}`, bytes: 274e6, size: "274 MB, 850 MB unpacked" };
const FOR_GPU = { requirement: `tensorflow==${VERSION}`, bytes: 600e6, size: "with CUDA some 3 GB, 6 GB unpacked" };
const CUDA_BYTES = 2.4e9;

/**
 * Installs libtensorflow: all of it or nothing. Two processes at once do not disturb each other; the second finds what
 * the first has made.
 *
 * @throws {Error} If neither pip nor the archive's host can give it, or what they give is no library of this machine.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { installLibtensorflow } from "jsr:@raptor/raptor";
 *
 * const folder = `${await Deno.makeTempDir()}/libtensorflow`;
 * await assertRejects(() => installLibtensorflow({ pip: ["no-such-pip"], folder }), Error, "pip must be there");
 * ```
 */
export async function installLibtensorflow(
  { gpu = false, pip, archive = ARCHIVE, folder = cacheFolder(gpu) }: InstallOptions = {},
): Promise<FoundLibrary> {
  if (folder === undefined) {
    throw new Error(
      "Cannot install libtensorflow as the cache needs a home: got neither XDG_CACHE_HOME nor HOME\n" +
        "Set one of them, and allow Deno to read it: --allow-env=XDG_CACHE_HOME,HOME.",
    );
  }
  const { os, arch } = Deno.build;
  if (gpu && (os !== "linux" || arch !== "x86_64")) {
    throw new Error(
      `Cannot install libtensorflow for GPUs as it is built for Linux on x86_64: got ${os} on ${arch}\n` +
        "Leave gpu out for the build for CPUs.",
    );
  }
  const program = pip ?? await findPip();
  if (gpu && program === false) throw pipIsMissing("none");
  await Deno.mkdir(dirname(folder), { recursive: true });
  if (program === false) {
    console.error(`Fetching libtensorflow for C (some 150 MB, 500 MB unpacked) from ${archive} into ${folder}`);
    await replaceFolder(folder, async (temporary) => {
      await unpackArchive(archive, temporary);
      await checkLibraries(temporary);
    });
  } else {
    const { size } = gpu ? FOR_GPU : FOR_CPU;
    console.error(`Fetching libtensorflow ${VERSION} (${size}) by pip into ${folder}`);
    const download = await Deno.makeTempDir({ dir: dirname(folder), prefix: ".download-" });
    try {
      await replaceFolder(folder, async (temporary) => {
        await fetchInto(temporary, { gpu, program, download });
        await checkLibraries(temporary);
      });
    } finally {
      await Deno.remove(download, { recursive: true });
    }
  }
  return { ...filesAt(folder)!, origin: "an install" };
}

interface ByPip {
  readonly gpu: boolean;
  readonly program: readonly string[];
  /** Where the wheels go. */
  readonly download: string;
}

/** Fetches the wheels and unpacks their libraries into one folder. */
async function fetchInto(folder: string, { gpu, program, download }: ByPip): Promise<void> {
  const { requirement, bytes } = gpu ? FOR_GPU : FOR_CPU;
  const [wheel] = await fetchWheels(program, { requirements: [requirement], folder: download, bytes });
  await unpackWheel(wheel!, { folder, wanted: isLibtensorflow, holds: `TensorFlow holds ${LIBRARY_NAMES.main[0]}` });
  if (!gpu) return;
  const requirements = cudaRequirements(await readMetadata(wheel!));
  if (requirements.length === 0) {
    throw new Error(`Cannot install libtensorflow for GPUs as its wheel must name CUDA's: got none in ${requirement}`);
  }
  // Each wheel is given up once it is unpacked: all at once would need as much space again.
  await Deno.remove(wheel!);
  for (const path of await fetchWheels(program, { requirements, folder: download, bytes: CUDA_BYTES })) {
    await unpackWheel(path, { folder, wanted: isCudaLibrary, holds: "CUDA holds its libraries" });
    await Deno.remove(path);
  }
}

function isLibtensorflow(name: string): boolean {
  return name === LIBRARY_NAMES.framework || (LIBRARY_NAMES.main as readonly string[]).includes(name);
}

async function checkLibraries(folder: string): Promise<void> {
  if (filesAt(folder) === undefined) {
    throw new Error(`Cannot install libtensorflow as what is fetched holds ${LIBRARY_NAMES.main[0]}: got none`);
  }
  for await (const { name } of Deno.readDir(folder)) await checkElf(join(folder, name));
}
