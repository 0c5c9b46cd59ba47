/** Interim, uncommitted: the native helper writes this file. */
import type { Engine } from "../engine.ts";
import { wasm } from "./wasm.ts";
export function auto(_options: { install?: boolean } = {}): Engine {
  return wasm();
}
