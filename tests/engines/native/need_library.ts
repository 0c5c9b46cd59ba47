import { findLibtensorflow } from "../../../src/engines/native.ts";
import { type Need, need } from "../../needs.ts";

/** For tests that compute on the native engine. */
export function needLibrary(): Promise<Need> {
  return need(
    "libtensorflow",
    "deno eval 'await (await import(\"./mod.ts\")).installLibtensorflow()'",
    () => findLibtensorflow() !== undefined,
  );
}
