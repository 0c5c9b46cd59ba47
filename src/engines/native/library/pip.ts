/** Python's pip as a downloader of wheels. Nothing of what it fetches is run. */
import { basename, join } from "node:path";
import { bar } from "../../../terminal/bar.ts";

/** What is fetched. */
export interface Wheels {
  /** What pip is asked for, such as `tensorflow-cpu==2.21.0`. */
  readonly requirements: readonly string[];
  /** What pip is told of the machine that they are for. Default the one that it runs on. */
  readonly target?: readonly string[];
  /** The folder for the wheels. */
  readonly folder: string;
  /** Their size in all in bytes, for the progress bar. */
  readonly bytes: number;
}

/** The first pip that is there: a program and its first arguments; false where there is none. */
export async function findPip(): Promise<readonly string[] | false> {
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

/**
 * Lets pip fetch wheels into a folder, without what they depend on; the bar follows the folder's growth.
 *
 * @param program pip, and its first arguments.
 * @returns The wheels that came, by their paths.
 * @throws {Error} If pip is missing, finds one of them not, or leaves no wheel.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { fetchWheels } from "./pip.ts";
 *
 * const wheels = { requirements: ["tensorflow-cpu"], folder: await Deno.makeTempDir(), bytes: 1 };
 * await assertRejects(() => fetchWheels(["no-such-pip"], wheels), Error, "pip must be there");
 * ```
 */
export async function fetchWheels(
  [command, ...first]: readonly string[],
  { requirements, target = [], folder, bytes }: Wheels,
): Promise<string[]> {
  const options = ["--quiet", "--no-deps", "--no-cache-dir", "--only-binary=:all:", ...target, "--dest", folder];
  const args = [...first, "download", ...options, ...requirements];
  const before = new Set(wheelsIn(folder)), wanted = requirements.join(", "), sizeBefore = sizeOf(folder);
  const progress = bar(requirements.length === 1 ? wanted : `${requirements.length} packages`, {
    ...{ total: bytes, unit: "bytes" },
  });
  const watch = setInterval(() => progress.update(Math.min(bytes, sizeOf(folder) - sizeBefore)), 200);
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
        `Cannot install libtensorflow as pip must find ${wanted}: got ${said}\n` +
          "Look at the network and at Python's version, or name a libtensorflow by RAPTOR_LIBTENSORFLOW.",
      );
    }
  } catch (error) {
    throw error instanceof Deno.errors.NotFound ? pipIsMissing(`no program ${command}`) : error;
  } finally {
    clearInterval(watch);
    progress.stop();
  }
  const wheels = wheelsIn(folder).filter((path) => !before.has(path));
  if (wheels.length < requirements.length) {
    const got = wheels.map((path) => basename(path)).join(", ") || "none";
    throw new Error(`Cannot install libtensorflow as pip must leave a wheel of each of ${wanted}: got ${got}`);
  }
  return wheels;
}

/** What is thrown where there is no pip. */
export function pipIsMissing(got: string): Error {
  return new Error(
    `Cannot install libtensorflow as pip must be there to fetch it: got ${got}\n` +
      "Install Python's pip, or name a libtensorflow by RAPTOR_LIBTENSORFLOW.",
  );
}

function wheelsIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => join(folder, name)).filter((path) => path.endsWith(".whl"));
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
