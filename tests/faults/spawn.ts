/** Starts a program with a plan, and waits for its end. */

/** What a process left. */
export interface Ended {
  readonly code: number;
  readonly signal: string | null;
  /** Both outputs. */
  readonly output: string;
}

/** The programs' own folder. */
const HERE = import.meta.dirname!;

/**
 * A command for a program.
 *
 * @param workDir Where it writes.
 * @param plan What goes wrong, of `program.ts` as in `plan.ts`.
 * @param program Which.
 * @param flags What it may do.
 * @param audit A file for what it asks to do.
 */
export function command(
  workDir: string,
  plan: object,
  program = "program.ts",
  flags = ["-A"],
  audit?: string,
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "--no-check", "-q", `${HERE}/${program}`, workDir, JSON.stringify(plan)],
    env: { NO_COLOR: "1", ...audit !== undefined && { DENO_AUDIT_PERMISSIONS: audit } },
    ...{ stdin: "null", stdout: "piped", stderr: "piped" },
  });
}

/** Runs the program to its end. */
export async function spawn(workDir: string, plan: object = {}, program?: string): Promise<Ended> {
  return ended(await command(workDir, plan, program).output());
}

/** Runs the program to its end with some permissions. */
export async function spawnWith(
  flags: string[],
  workDir: string,
  plan: object,
  { program, audit }: { readonly program: string; readonly audit?: string },
): Promise<Ended> {
  return ended(await command(workDir, plan, program, flags, audit).output());
}

/** Runs a line of a shell, in which `$DENO` starts the program. */
export async function shell(line: string, workDir: string, plan: object = {}): Promise<Ended> {
  const start = [Deno.execPath(), "run", "-A", "--no-check", "-q", `${HERE}/program.ts`, workDir, JSON.stringify(plan)];
  const args = ["-c", line.replaceAll("$DENO", start.map((word) => `'${word}'`).join(" "))];
  const piped = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
  return ended(await new Deno.Command("bash", { args, env: { NO_COLOR: "1" }, ...piped }).output());
}

function ended({ code, signal, stdout, stderr }: Deno.CommandOutput): Ended {
  return { code, signal, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/**
 * Starts the program, and calls back with the process once a line matches for the given time.
 *
 * @param workDir Where it writes.
 * @param plan What goes wrong.
 * @param line What to wait for.
 * @param then Called once.
 */
export async function meanwhile(
  workDir: string,
  plan: object,
  { line, times = 1 }: { readonly line: string; readonly times?: number },
  then: (process: Deno.ChildProcess) => Promise<void> | void,
  program?: string,
): Promise<Ended> {
  const process = command(workDir, plan, program).spawn();
  const stderr = new Response(process.stderr).text();
  let output = "", called = false;
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    if (!called && output.split(line).length > times) {
      called = true;
      await then(process);
    }
  }
  const { code, signal } = await process.status;
  return { code, signal, output: output + await stderr };
}
