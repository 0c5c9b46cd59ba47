/** What a piece of work warns of, for tests. */

/** Runs it, and answers the texts that it gave to `console.warn`, which are not shown. */
export async function warned(run: () => void | Promise<void>): Promise<string[]> {
  const told: string[] = [], { warn } = console;
  console.warn = (text: string) => told.push(text);
  try {
    await run();
  } finally {
    console.warn = warn;
  }
  return told;
}
