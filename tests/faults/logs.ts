/** What a folder of logs holds, judged from outside. */
import { must } from "./tally.ts";

/**
 * Throws where a line of a log is not whole, but for the last one of a run that was killed while it wrote it.
 *
 * @param folder With the logs of all runs that were tried in it.
 */
export async function mustHaveWholeLines(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    const path = `${folder}/${name}/vis_data/scalars.json`;
    const lines = (await Deno.readTextFile(path).catch(() => "")).split("\n").slice(0, -1);
    for (const [i, line] of lines.entries()) {
      must(isObject(line), `line ${i + 1} of ${path} is ${line.slice(0, 80)}`);
    }
  }
}

function isObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}
