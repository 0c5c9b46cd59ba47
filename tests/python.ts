/** The Python by whose tools some tests judge what is written. */

/** Its program: what `RAPTOR_PYTHON` names, else `python3`. */
export function python(): string {
  return Deno.env.get("RAPTOR_PYTHON") ?? "python3";
}
