/** All kinds of faults. */
import { archives } from "./archives.ts";
import { cutLinks } from "./cut_links.ts";
import { callErrors, machine } from "./disk.ts";
import { flips, names } from "./flips.ts";
import { fuzz } from "./fuzz.ts";
import { hostileFiles, hostileProgress } from "./hostile_files.ts";
import { images } from "./images.ts";
import { kills } from "./kills.ts";
import { fetchKills } from "./fetch_kills.ts";
import { limits } from "./limits.ts";
import { memory } from "./memory.ts";
import { parts } from "./parts.ts";
import { permissions } from "./permissions.ts";
import { rankFaults } from "./rank_faults.ts";
import { rankKills } from "./rank_kills.ts";
import { rankSleeps } from "./rank_sleeps.ts";
import { servers } from "./servers.ts";
import { signals } from "./signals.ts";
import { terminals } from "./terminals.ts";
import { threads } from "./threads.ts";
import type { Kind, Tally } from "./tally.ts";
import { twoRuns } from "./two_runs.ts";
import { watching } from "./watching.ts";

/** In the order in which they are tried. */
export const kinds: readonly Kind[] = [
  kills,
  rankKills,
  rankFaults,
  rankSleeps,
  cutLinks,
  fetchKills,
  flips,
  names,
  callErrors,
  machine,
  limits,
  terminals,
  parts,
  signals,
  twoRuns,
  watching,
  hostileFiles,
  hostileProgress,
  archives,
  servers,
  images,
  threads,
  permissions,
  memory,
  fuzz,
];

/**
 * Tries a kind in a folder of its own, which is removed.
 *
 * @param kind Which.
 * @param dose How much of it.
 */
export async function tryKind(kind: Kind, dose: { readonly long: boolean; readonly seed: number }): Promise<Tally> {
  const folder = await Deno.makeTempDir({ prefix: "faults" }),
    tally: Tally = { kind: kind.name, tries: 0, survived: 0, lost: [] };
  try {
    await kind.run({ ...dose, folder }, tally);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return tally;
}
