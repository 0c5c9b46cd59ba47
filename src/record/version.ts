/** Which Raptor it is, for logs and checkpoints. */

/** The version, as in `deno.json`. */
export const VERSION = "0.1.0";
