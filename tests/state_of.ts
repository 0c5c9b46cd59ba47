/** What a checkpoint holds of a run, but for its own books: which files it has written, and when. */
import { loadCheckpoint, type Snapshot } from "../mod.ts";

/** The state in a checkpoint, to be held against that of another run. */
export async function stateOf(path: string): Promise<Omit<Snapshot, "hooks">> {
  const { hooks: _, ...state } = await loadCheckpoint(path);
  return state;
}
