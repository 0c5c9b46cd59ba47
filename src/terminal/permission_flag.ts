/** Permissions as people type them: a flag of `deno run`, quoted for the shell that reads it. */

/**
 * The flag that grants a kind of permission for some scopes alone.
 *
 * @param kind Such as `read`.
 * @param scopes Paths, hosts, names of variables. Deno parts them at commas, and has no sign that lets one be.
 * @throws {RangeError} If a scope is empty or holds a comma: the flag would grant something else.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { permissionFlag } from "./permission_flag.ts";
 *
 * assertEquals(permissionFlag("read", ["data", "work dirs"]), "--allow-read=data,work dirs");
 * assertThrows(() => permissionFlag("write", ["x,/etc"]), RangeError, 'got "x,/etc"');
 * ```
 */
export function permissionFlag(kind: string, scopes: readonly string[]): string {
  const wrong = scopes.find((scope) => !canBeNamed(scope));
  if (wrong === undefined) return `--allow-${kind}=${scopes.join(",")}`;
  throw new RangeError(
    `Cannot name a permission as --allow-${kind} parts what it grants at commas: got ${JSON.stringify(wrong)}. ` +
      (wrong === "" ? "Give it a name." : "Take a path without a comma, such as a link to it."),
  );
}

/**
 * What to do where a permission was denied, as a sentence.
 *
 * @param kinds Such as `read` and `write`.
 * @param scope What they are for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grantHint } from "./permission_flag.ts";
 *
 * assertEquals(grantHint(["read"], "my data"), "Add '--allow-read=my data' to deno run.");
 * ```
 */
export function grantHint(kinds: readonly string[], scope: string): string {
  if (!canBeNamed(scope)) return "Deno's flags part paths at commas: take a path without one, such as a link to it.";
  return `Add ${kinds.map((kind) => shellWord(permissionFlag(kind, [scope]))).join(" ")} to deno run.`;
}

function canBeNamed(scope: string): boolean {
  return scope !== "" && !scope.includes(",");
}

/**
 * An argument as one word of a POSIX shell: as it is where nothing in it means anything to a shell, else in single
 * quotes (IEEE Std 1003.1, Shell Command Language, 2.2.2).
 *
 * @param argument As the program is to see it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shellWord } from "jsr:@raptor/raptor";
 *
 * assertEquals(["--lr", "my data", "$(id)", "it's"].map(shellWord), ["--lr", "'my data'", "'$(id)'", "'it'\\''s'"]);
 * ```
 */
export function shellWord(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
