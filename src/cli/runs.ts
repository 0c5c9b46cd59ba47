/** Whether a program is there. */

/**
 * Whether a program starts and answers.
 *
 * @param command The program.
 * @param args Of which it does nothing, and ends well.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runs } from "./runs.ts";
 *
 * assertEquals([await runs(Deno.execPath(), "--version"), await runs("no-such-program")], [true, false]);
 * ```
 */
export async function runs(command: string, ...args: readonly string[]): Promise<boolean> {
  return await firstLine(command, ...args) !== undefined;
}

/** The first line that a program says; undefined where it is not there, or fails. */
export async function firstLine(command: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(command, { args: [...args], stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).split("\n")[0]! : undefined;
  } catch {
    return undefined;
  }
}
