/** PyTorch's side of a bench: a Python that answers each line with a line. */

/** A Python program that is asked. */
export interface Python {
  /** Sends a line and waits for the answer. */
  ask(line: string): Promise<string>;
  /** Ends the program. */
  close(): Promise<void>;
}

/**
 * Starts a program of this folder.
 *
 * @param python The interpreter; it has torch.
 * @param script Its file's name.
 */
export function startPython(python: string, script: string): Python {
  return startAnswering([python, new URL(script, import.meta.url).pathname]);
}

/** Starts any program that answers each line with a line. */
export function startAnswering([command, ...args]: readonly string[]): Python {
  const script = args.find((arg) => /\.(ts|py)$/.test(arg));
  const child = new Deno.Command(command!, { args, stdin: "piped", stdout: "piped" }).spawn();
  const questions = child.stdin.getWriter();
  const answers = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  return {
    async ask(line) {
      await questions.write(new TextEncoder().encode(`${line}\n`));
      while (!pending.includes("\n")) {
        const { value, done } = await answers.read();
        if (done) throw new Error(`Cannot go on as ${script} ended: got no answer to "${line}" from ${command}`);
        pending += value;
      }
      const [answer, ...rest] = pending.split("\n");
      pending = rest.join("\n");
      return answer!;
    },
    async close() {
      await questions.close();
      await answers.cancel();
      await child.status;
    },
  };
}

/** Has a side do so many steps; the time of each in milliseconds. */
export async function run(side: Python, steps: number): Promise<number[]> {
  return (await side.ask(`run ${steps}`)).split(" ").map(Number);
}

/** Has a side do steps, so many at a time, for so many milliseconds, and at least a few; the time of each. */
export async function during(side: Python, ms: number, steps: number, least: number): Promise<number[]> {
  const times: number[] = [];
  for (const end = performance.now() + ms; times.length < least || performance.now() < end;) {
    times.push(...await run(side, steps));
  }
  return times;
}
