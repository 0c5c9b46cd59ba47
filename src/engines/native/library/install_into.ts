/**
 * Fetches libtensorflow into a folder: two files out of the Python package `tensorflow-cpu`, or out of
 * `tensorflow` with the CUDA libraries beside them, by pip. Nothing of Python is needed later.
 */
import { basename, dirname, join } from "node:path";
import { replaceFolder } from "../../../files/atomic.ts";
import { isCudaLibrary } from "./cuda/cuda_files.ts";
import { cudaRequirements } from "./cuda/cuda_requirements.ts";
import { checkElf } from "./elf.ts";
import { filesAt, type FoundLibrary, LIBRARY_NAMES, VERSION } from "./find_library.ts";
import { checkWheel, type LibraryWheel, libraryWheel } from "./library_wheel.ts";
import { fetchWheels, findPip, pipIsMissing } from "./pip.ts";
import { unpackArchive } from "./unpack_archive.ts";
import { writeSums } from "./write_sums.ts";

const CUDA_BYTES = 2.4e9;

/** What is fetched: options that were checked. */
export interface Fetched {
  readonly gpu: boolean;
  readonly pip: readonly string[] | false | undefined;
  readonly archive: string;
  readonly sha256: string | undefined;
}

/**
 * Fetches and checks libtensorflow, and puts it into a folder: all of it or nothing. One process at a time does so beside that folder: the
 * next one finds what the first has made, or clears away what it left when it was killed.
 *
 * @throws {Error} If neither pip nor the archive's host can give it, or what they give is not what was meant.
 *
 * @example See {@linkcode installLibtensorflow}.
 */
export async function installInto(folder: string, { gpu, pip, archive, sha256 }: Fetched): Promise<FoundLibrary> {
  const { os, arch } = Deno.build;
  const program = pip ?? await findPip();
  if (gpu && program === false) throw pipIsMissing("none");
  const parent = dirname(folder), before = filesAt(folder);
  await Deno.mkdir(parent, { recursive: true });
  using held = await lockedFolder(parent);
  const made = before === undefined ? filesAt(folder) : undefined;
  if (made !== undefined) return { ...made, origin: INSTALL };
  const writing = held === undefined ? {} : { run: "install" };
  if (program === false) {
    console.error(
      `Fetching libtensorflow for C (some 150 MB, 500 MB unpacked) from ${archive} into ${folder}; ` +
        (sha256 === undefined ? "its SHA-256 is not known, and not checked" : "its SHA-256 will be checked"),
    );
    await replaceFolder(folder, async (temporary) => {
      const sum = await unpackArchive(archive, temporary, sha256);
      await checkLibraries(temporary);
      await writeSums(temporary, [origin(archive, sum, sha256)]);
    }, writing);
  } else {
    const wheel = libraryWheel({ os, arch, gpu });
    const known = sha256 ?? wheel.sha256;
    console.error(
      `Fetching libtensorflow ${VERSION} (${wheel.size}) by pip into ${folder}; ` +
        (known === undefined
          ? "its SHA-256 is not known to Raptor: pip alone checks it"
          : "its SHA-256 will be checked"),
    );
    await replaceFolder(folder, async (temporary) => {
      const download = join(temporary, "wheels");
      await Deno.mkdir(download);
      const origins = await fetchInto(temporary, { gpu, program, download, wheel: { ...wheel, sha256: known } });
      await Deno.remove(download, { recursive: true });
      await checkLibraries(temporary);
      await writeSums(temporary, origins);
    }, writing);
  }
  return { ...filesAt(folder)!, origin: INSTALL };
}

const INSTALL = "an install";

/** Waits for a folder to be this process's alone; undefined where a system does not lock folders. */
async function lockedFolder(folder: string): Promise<Deno.FsFile | undefined> {
  let file: Deno.FsFile | undefined;
  try {
    file = await Deno.open(folder, { read: true });
    if (await file.tryLock(true)) return file;
    console.error(`Waiting for another process that installs into ${folder}`);
    await file.lock(true);
    return file;
  } catch {
    file?.close();
  }
}

function origin(what: string, sum: string, sha256: string | undefined): string {
  return `${what} of SHA-256 ${sum}, ${sha256 === undefined ? "not checked" : "as it had to be"}`;
}

interface ByPip {
  readonly gpu: boolean;
  readonly program: readonly string[];
  /** Where the wheels go. */
  readonly download: string;
  readonly wheel: Omit<LibraryWheel, "sha256"> & { readonly sha256: string | undefined };
}

/** Fetches the wheels, checks them, and unpacks their libraries into one folder; says what they came from. */
async function fetchInto(
  folder: string,
  { gpu, program, download, wheel: { requirement, target, bytes, sha256 } }: ByPip,
): Promise<string[]> {
  const [wheel] = await fetchWheels(program, { requirements: [requirement], target, folder: download, bytes });
  const origins = [origin(basename(wheel!), await checkWheel(wheel!, sha256), sha256)];
  const { readMetadata, unpackWheel } = await import("./unpack_wheel.ts");
  await unpackWheel(wheel!, { folder, wanted: isLibtensorflow, holds: `TensorFlow holds ${LIBRARY_NAMES.main[0]}` });
  if (!gpu) return origins;
  const requirements = cudaRequirements(await readMetadata(wheel!));
  if (requirements.length === 0) {
    throw new Error(`Cannot install libtensorflow for GPUs as its wheel must name CUDA's: got none in ${requirement}`);
  }
  // Each wheel is given up once it is unpacked: all at once would need as much space again.
  await Deno.remove(wheel!);
  for (const path of await fetchWheels(program, { requirements, folder: download, bytes: CUDA_BYTES })) {
    origins.push(origin(basename(path), await checkWheel(path, undefined), undefined));
    await unpackWheel(path, { folder, wanted: isCudaLibrary, holds: "CUDA holds its libraries" });
    await Deno.remove(path);
  }
  return origins;
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
