/**
 * Stand-in for the parts of `jsr:@std/cli` that Raptor's examples use.
 *
 * @module
 */
export * from "./parse_args.ts";
