/**
 * What some tests need beside Deno. Where it is missing they are skipped with a line that says how to get it; in CI,
 * where everything is installed, a skip would hide a hole and is an error.
 */

/** Spread into `Deno.test({ ... })`. */
export interface Need {
  readonly ignore: boolean;
}

/**
 * Says whether a test can run here.
 *
 * @param what What the tests need.
 * @param how How to get it.
 * @param probe Whether it is there.
 */
export async function need(what: string, how: string, probe: () => boolean | Promise<boolean>): Promise<Need> {
  if (await probe()) return { ignore: false };
  const sentence = `tests that need ${what} are skipped: ${how}`;
  if (Deno.env.get("CI") === "true") throw new Error(`Cannot skip tests in CI: ${sentence}`);
  console.warn(sentence);
  return { ignore: true };
}

/**
 * Whether a program starts and answers.
 *
 * @param command The program.
 * @param args Its arguments; it should do nothing and exit with 0.
 */
export async function runs(command: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
