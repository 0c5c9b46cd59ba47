/**
 * Which Python wheel holds libtensorflow for a machine, and what it must be. Two libraries are taken out of it and nothing
 * of Python is run, so that one wheel serves whatever Python there is, and can be pinned.
 */
import { basename } from "node:path";
import { sha256Of } from "../../../files/sha256_of.ts";
import { VERSION } from "./find_library.ts";

/** A wheel as pip is asked for it. */
export interface LibraryWheel {
  /** Such as `tensorflow-cpu==2.21.0`. */
  readonly requirement: string;
  /** What pip is told of the machine, so that it takes this one wheel. */
  readonly target: readonly string[];
  /** Its SHA-256; undefined where it is not known here, and pip's own check must do. */
  readonly sha256?: string;
  /** About its size in bytes. */
  readonly bytes: number;
  /** Its size for people, packed and unpacked. */
  readonly size: string;
}

/** The machine that it is for. */
export interface Machine {
  readonly os: string;
  readonly arch: string;
  /** Whether it is the build for NVIDIA's cards. */
  readonly gpu: boolean;
}

const FOR_CPU = { bytes: 274e6, size: "some 270 MB, 850 MB unpacked" };
const FOR_GPU = { bytes: 600e6, size: "with CUDA some 3 GB, 6 GB unpacked" };

/**
 * The wheel for a machine.
 *
 * @param machine Where it will run.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { libraryWheel } from "./library_wheel.ts";
 *
 * const { requirement, sha256 } = libraryWheel({ os: "linux", arch: "x86_64", gpu: false });
 * assertEquals([requirement, sha256?.length], ["tensorflow-cpu==2.21.0", 64]);
 * ```
 */
export function libraryWheel({ os, arch, gpu }: Machine): LibraryWheel {
  switch (`${os} ${arch}${gpu ? " gpu" : ""}`) {
    case "linux x86_64":
      return {
        ...wheel("tensorflow-cpu", "manylinux_2_27_x86_64"),
        sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
      };
    case "linux x86_64 gpu":
      return { ...wheel("tensorflow", "manylinux_2_27_x86_64"), ...FOR_GPU };
    // There is no tensorflow-cpu for these; tensorflow has no CUDA in it there.
    case "linux aarch64":
      return wheel("tensorflow", "manylinux_2_27_aarch64");
    case "darwin aarch64":
      return wheel("tensorflow", "macosx_12_0_arm64");
    default:
      return wheel("tensorflow-cpu");
  }
}

function wheel(name: string, platform?: string): LibraryWheel {
  const target = platform === undefined
    ? []
    : ["--implementation", "cp", "--python-version", "3.11", "--platform", platform];
  return { requirement: `${name}==${VERSION}`, target, ...FOR_CPU };
}

/**
 * Throws where a wheel is not the one that was meant, before anything of it is unpacked.
 *
 * @param path The wheel.
 * @param sha256 What it must have.
 * @returns The SHA-256 that it has.
 */
export async function checkWheel(path: string, sha256: string | undefined): Promise<string> {
  const got = await sha256Of(path);
  if (sha256 === undefined || got === sha256.toLowerCase()) return got;
  throw wrongSum(basename(path), sha256, got);
}

/** What is thrown where something fetched is not what was meant. */
export function wrongSum(what: string, wanted: string, got: string): Error {
  return new Error(
    `Cannot install libtensorflow as the SHA-256 of ${what} must be ${wanted}: got ${got}\n` +
      "It was damaged or replaced on its way, and none of it is used. Try again later, or from another index of packages.",
  );
}
