/** What the operating system says where something cannot be written, in a sentence with the path, the rule and a way out. */
import { dirname } from "node:path";
import { grantHint } from "../terminal/permission_flag.ts";

type Sentence = readonly [rule: string, hint: string];

const OTHER_PLACE = "or choose another folder.";

/** By the codes of POSIX. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  ENOSPC: ["the disk must have room for it", `Make room, ${OTHER_PLACE}`],
  EDQUOT: ["the user's share of the disk must have room for it", `Make room, ${OTHER_PLACE}`],
  EFBIG: ["the disk must take files so large", "Choose another disk."],
  EACCES: ["this user must have the right to write there", `Change who may, ${OTHER_PLACE}`],
  EPERM: ["this user must have the right to write there", `Change who may, ${OTHER_PLACE}`],
  EROFS: ["the disk must not be for reading alone", "Choose another folder."],
  ENOENT: ["its folder must be there", "Make the folder first."],
  EISDIR: ["no folder must be in its place", "Move the folder away, or choose another name."],
  ENOTDIR: ["what it lies in must be a folder", "Check the path."],
  EEXIST: ["nothing must be in its place", "Move it away, or choose another name."],
  ENAMETOOLONG: ["its name must be one that the disk takes", "Choose a shorter one."],
  EMFILE: ["the process must be allowed one more open file", "Raise the limit, as with ulimit -n 4096."],
  ENFILE: ["the system must be allowed one more open file", "Close other programs."],
};

/**
 * The error to throw where a file or a folder could not be written. It is of the class that Deno has for it and knows the
 * first one as its cause. What is no error of the system, or a sentence already, comes back as it is.
 *
 * @param path What was to be written.
 * @param error What was thrown.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { writeError } from "./write_error.ts";
 *
 * const write = (path: string) => {
 *   try {
 *     Deno.writeTextFileSync(path, "");
 *   } catch (error) {
 *     throw writeError(path, error);
 *   }
 * };
 * const { message } = assertThrows(() => write("no/such/a.txt"), Deno.errors.NotFound);
 * assertEquals(
 *   message,
 *   "Cannot write no/such/a.txt as its folder must be there: got No such file or directory. Make the folder first.",
 * );
 * ```
 */
export function writeError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.message.startsWith("Cannot ")) return error;
  const { code } = error as { code?: unknown };
  const denied = error instanceof Deno.errors.NotCapable;
  if (typeof code !== "string" && !denied) return error;
  const [rule, hint] = denied
    ? ["Deno must allow it", grantHint(["read", "write"], dirname(path))]
    : SENTENCES[code as string] ?? ["the system must take it", "Look at the disk, or choose another folder."];
  const got = denied ? "denied" : error.message.replace(/ \(os error \d+\).*$/s, "");
  const Kind = error.constructor as ErrorConstructor;
  const told = new Kind(`Cannot write ${path} as ${rule}: got ${got}. ${hint}`, { cause: error });
  return code === undefined ? told : Object.assign(told, { code });
}
