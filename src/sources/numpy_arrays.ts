/** Samples that are the rows of arrays in NumPy's files. */
import { ask } from "../download/ask.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { nearest } from "../options/odd_option.ts";
import { foundSource } from "../loading/found_source.ts";
import type { HostTensor } from "../snapshot.ts";
import type { Source } from "../source.ts";
import { rows } from "./rows.ts";

/** Which arrays. */
export interface NumpyArraysOptions {
  /** An `.npz` file, as `numpy.savez` writes it. Default each array is an `.npy` file of its own. */
  readonly file?: string;
  /** The inputs: the name of an array in the file, or a path; or several, by the names of the fields they become. */
  readonly x: string | Readonly<Record<string, string>>;
  /** The targets, likewise. */
  readonly y: string | Readonly<Record<string, string>>;
  /** The names of the classes, or how many there are; `y` is then whole numbers in [0, classes). */
  readonly classes?: readonly string[] | number;
}

/**
 * The rows of arrays in NumPy's files, `.npz` or `.npy`; the first axis counts the samples. Real numbers become float32, whole ones
 * int32, truth values stay what they are; what int32 cannot hold is refused. Bytes (uint8) stay bytes until their batch is made, as images
 * of other sources do: where a sample is [height, width, channels], the transforms of images and `dataset({ normalize })` take them, and all
 * else becomes int32. Of a file the arrays that are named are read, whole; others may be of any kind.
 *
 * @throws {TypeError} From `open`, if an array is not there, or lengths differ.
 * @throws {SyntaxError} From `open`, if a file is none of NumPy's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { numpyArrays } from "jsr:@raptor/raptor";
 *
 * const train = numpyArrays({ file: "mnist.npz", x: "x_train", y: "y_train", classes: 10 });
 * assertEquals(train.permissions, [{ name: "read", path: "mnist.npz" }]);
 * ```
 */
export function numpyArrays(options: NumpyArraysOptions): Source {
  const { file, x, y, classes } = given(options);
  const settings = settle("numpyArrays", options, { file, x, y, classes });
  for (const [which, names] of Object.entries({ x, y })) {
    if (typeof names !== "object" || names === null) requireRange("numpyArrays", "a string", { [which]: names });
  }
  const names = [x, y].flatMap((names) => typeof names === "string" ? [names] : Object.values(names));
  requireRange("numpyArrays", "a string", Object.fromEntries(names.map((name, i) => [`array ${i + 1}`, name])));
  const permissions = (file === undefined ? names : [file]).map((path) => ({ name: "read", path } as const));
  return foundSource({
    ...{ name: "numpyArrays", settings, permissions, labelled: classes !== undefined },
    async find() {
      for (const permission of permissions) await ask(permission, `read the arrays of ${permission.path}`);
      const { readNpy, readNpz } = await import("../files/npz.ts");
      // Beside them there may be what we do not read, such as names of files.
      const there: string[] = [], isWanted = (name: string) => there.push(name) > 0 && names.includes(name);
      const arrays = file === undefined
        ? Object.fromEntries(await Promise.all(names.map(async (path) => [path, await readNpy(path, true)] as const)))
        : await readNpz(file, true, isWanted);
      const arrayOf = (name: string): HostTensor => {
        // Rows of bytes are bytes.
        if (Object.hasOwn(arrays, name)) return arrays[name] as HostTensor;
        const near = nearest(name, there);
        throw new TypeError(
          `Cannot read ${file} as it must have the array ${name}: got ${there.join(", ")}.` +
            (near === undefined ? "" : ` Did you mean ${near}?`),
        );
      };
      const of = (names: string | Readonly<Record<string, string>>) =>
        typeof names === "string"
          ? arrayOf(names)
          : Object.fromEntries(Object.entries(names).map(([field, name]) => [field, arrayOf(name)]));
      const called = (names: typeof x) => typeof names === "string" ? names : Object.values(names).join(", ");
      return rows({ x: of(x), y: of(y), ...classes !== undefined && { classes }, called: [called(x), called(y)] });
    },
  });
}
