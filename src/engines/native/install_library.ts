/**
 * Fetches libtensorflow into Raptor's cache: two files out of the Python package `tensorflow-cpu`, by pip. Nothing of
 * Python is needed later.
 */
import { dirname, join } from "node:path";
import { replaceFolder } from "../../files/atomic.ts";
import { bar } from "../../terminal/bar.ts";
import { checkElf } from "./elf.ts";
import { cacheFolder, filesAt, type FoundLibrary, VERSION } from "./find_library.ts";
import { ARCHIVE, unpackArchive } from "./unpack_archive.ts";
import { unpackWheel } from "./unpack_wheel.ts";

/** How libtensorflow is fetched. */
export interface InstallOptions {
  /** The program that fetches Python packages, and its first arguments; false for none. Default the first that is there. */
  readonly pip?: readonly string[] | false;
  /** The archive for C, which is taken where there is no pip. Default TensorFlow's own. */
  readonly archive?: string;
  /** Where the libraries go. Default Raptor's cache. */
  readonly folder?: string;
}

/** The Python package that holds the libraries. */
const PACKAGE = `tensorflow-cpu==${VERSION}`;
/** Its size, for the progress bar. */
const BYTES = 274e6;

/**
 * Installs libtensorflow: all of it or nothing. Two processes at once do not disturb each other; the second finds what
 * the first has made.
 *
 * @throws {Error} If neither pip nor the archive's host can give it, or what they give is no library of this machine.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { installLibtensorflow } from "./install_library.ts";
 *
 * const folder = `${await Deno.makeTempDir()}/libtensorflow`;
 * await assertRejects(() => installLibtensorflow({ pip: ["no-such-pip"], folder }), Error, "pip must be there");
 * ```
 */
export async function installLibtensorflow(
  { pip, archive = ARCHIVE, folder = cacheFolder() }: InstallOptions = {},
): Promise<FoundLibrary> {
  if (folder === undefined) {
    throw new Error(
      "Cannot install libtensorflow as the cache needs a home: got neither XDG_CACHE_HOME nor HOME\n" +
        "Set one of them, and allow Deno to read it: --allow-env=XDG_CACHE_HOME,HOME.",
    );
  }
  const program = pip ?? await findPip();
  await Deno.mkdir(dirname(folder), { recursive: true });
  if (program === false) {
    console.error(`Fetching libtensorflow for C (some 150 MB, 500 MB unpacked) from ${archive} into ${folder}`);
    await replaceFolder(folder, async (temporary) => {
      await unpackArchive(archive, temporary);
      await checkLibraries(temporary);
    });
  } else {
    console.error(`Fetching libtensorflow ${VERSION} (${BYTES / 1e6} MB, 850 MB unpacked) by pip into ${folder}`);
    const download = await Deno.makeTempDir({ dir: dirname(folder), prefix: ".download-" });
    try {
      const wheel = await fetchWheel(program, download);
      await replaceFolder(folder, async (temporary) => {
        await unpackWheel(wheel, temporary);
        await checkLibraries(temporary);
      });
    } finally {
      await Deno.remove(download, { recursive: true });
    }
  }
  return { ...filesAt(folder)!, origin: "an install" };
}

async function checkLibraries(folder: string): Promise<void> {
  const { main, framework } = filesAt(folder)!;
  for (const path of [main, framework]) if (path !== undefined) await checkElf(path);
}

async function findPip(): Promise<readonly string[] | false> {
  for (const program of [["pip"], ["pip3"], ["python3", "-m", "pip"]]) if (await runs(program)) return program;
  return false;
}

async function runs([command, ...args]: readonly string[]): Promise<boolean> {
  try {
    const quiet = { stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command(command!, { args: [...args, "--version"], ...quiet }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function pipIsMissing(got: string): Error {
  return new Error(
    `Cannot install libtensorflow as pip must be there to fetch it: got ${got}\n` +
      "Install Python's pip, or name a libtensorflow by RAPTOR_LIBTENSORFLOW.",
  );
}

/** Lets pip fetch the wheel into a folder; the bar follows the folder's growth. */
async function fetchWheel([command, ...first]: readonly string[], folder: string): Promise<string> {
  const args = [
    ...first,
    "download",
    "--quiet",
    "--no-deps",
    "--no-cache-dir",
    "--only-binary=:all:",
    "--dest",
    folder,
    PACKAGE,
  ];
  const progress = bar(PACKAGE, { total: BYTES, unit: "bytes" });
  const watch = setInterval(() => progress.update(Math.min(BYTES, sizeOf(folder))), 200);
  try {
    const { success, stderr } = await new Deno.Command(command!, {
      args,
      stdout: "null",
      stderr: "piped",
      env: { TMPDIR: folder },
    }).output();
    if (!success) {
      const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
      throw new Error(
        `Cannot install libtensorflow as pip must find ${PACKAGE}: got ${said}\n` +
          "Look at the network and at Python's version, or name a libtensorflow by RAPTOR_LIBTENSORFLOW.",
      );
    }
  } catch (error) {
    throw error instanceof Deno.errors.NotFound ? pipIsMissing(`no program ${command}`) : error;
  } finally {
    clearInterval(watch);
    progress.stop();
  }
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".whl")) return join(folder, name);
  throw new Error(`Cannot install libtensorflow as pip must leave a wheel: got none of ${PACKAGE}`);
}

function sizeOf(folder: string): number {
  let size = 0;
  try {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = join(folder, name);
      size += isDirectory ? sizeOf(path) : Deno.statSync(path).size;
    }
  } catch {
    // pip removes its own temporary files meanwhile.
  }
  return size;
}
