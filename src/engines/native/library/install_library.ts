/** The door to installing libtensorflow: what is asked for is checked here, and fetched by what is imported then. */
import { oddOption } from "../../../options/odd_option.ts";
import { ARCHIVE, cacheFolder, type FoundLibrary } from "./find_library.ts";

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
  /**
   * The SHA-256, in hexadecimal digits, that the wheel of TensorFlow, or the archive, must have. Default that of the one
   * wheel that is asked for, which is known for Linux on x86_64 without GPUs; the line that says what is fetched tells
   * whether it is checked.
   */
  readonly sha256?: string;
  /** Where the libraries go. Default Raptor's cache, where each build has a folder of its own. */
  readonly folder?: string;
}

/**
 * Installs libtensorflow: all of it or nothing. Two processes at once do not disturb each other; the second finds what
 * the first has made.
 *
 * What is fetched is held against its SHA-256 where that is known (`sha256`) before any of it is put into place; what is
 * not, as CUDA's packages are not, is as pip checked it. A file `SHA256SUMS` beside the libraries says what they were made
 * from. They are not checked again when they are opened: who may write to the cache decides what runs.
 *
 * @throws {Error} If neither pip nor the archive's host can give it, or what they give is another file than was meant or
 * no library of this machine.
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
  options: InstallOptions = {},
): Promise<FoundLibrary> {
  const odd = oddOption(options, ["gpu", "pip", "archive", "sha256", "folder"]);
  if (odd !== undefined) throw new TypeError(`Cannot install libtensorflow as ${odd}`);
  const { gpu = false, pip, archive = ARCHIVE, sha256, folder = cacheFolder(gpu) } = options;
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
  const { installInto } = await import("./install_into.ts");
  return await installInto(folder, { gpu, pip, archive, sha256 });
}
