/** The one failure of a download that a caller may want to answer with something else. */

/**
 * A host could not be reached: no such name, no route, refused, or no answer in time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { UnreachableError } from "jsr:@raptor/raptor";
 *
 * const error = new UnreachableError("example.org", "Cannot download ...");
 * assertEquals([error.name, error.host], ["UnreachableError", "example.org"]);
 * ```
 */
export class UnreachableError extends Error {
  /** The host, with its port where it has an unusual one. */
  readonly host: string;

  /**
   * An error about a host.
   *
   * @param host The host, with its port where it has an unusual one.
   * @param message What was asked of it.
   */
  constructor(host: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UnreachableError";
    this.host = host;
  }
}
