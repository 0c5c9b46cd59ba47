/**
 * A process that fetches and unpacks one archive, or fetches files, and may do nothing else: started by `in_child.ts` with rights to one folder and the
 * hosts of these alone. What it is to do comes as JSON on its standard input, how it went goes out the same way.
 */
import { downloadHere } from "./download_here.ts";
import { fetchFileHere } from "./fetch_file_here.ts";
import { UnreachableError } from "./open_url.ts";

if (import.meta.main) {
  const { archive, files = [], dir, patience } = await new Response(Deno.stdin.readable).json();
  let said: object;
  try {
    if (archive !== undefined) await downloadHere(archive, dir, patience);
    for (const file of files) await fetchFileHere(file, dir, patience);
    said = { done: true };
  } catch (error) {
    const { name, message } = error as Error, host = error instanceof UnreachableError ? error.host : undefined;
    said = { name: Deno.errors.NotCapable === (error as Error).constructor ? "NotCapable" : name, message, host };
  }
  console.log(JSON.stringify(said));
}
