/** Programs in processes of their own, as users run them. */

/** What a finished program left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of the repository. */
export const ROOT = new URL("..", import.meta.url).pathname;

/**
 * Runs Deno to its end, in the folder of the repository unless told otherwise.
 *
 * @param args Its arguments.
 * @param options Where, and with which variables beside the present ones.
 */
export async function deno(
  args: readonly string[],
  { cwd = ROOT, env = {} }: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<Finished> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}
