/** What the tests of tfjs-core say of an engine, held against the list of exceptions. */
import { assertEquals } from "@std/assert";
import type { Need } from "../needs.ts";
import { exceptions } from "./exceptions.ts";
import { type Result, run } from "./run.ts";

/** Whether all of them are asked for: by `deno task test:tfjs`. */
export const isWhole = Deno.env.get("RAPTOR_TFJS") === "whole";

/**
 * Tests an engine.
 *
 * @param share Of how many specs one is run where not all are.
 */
export function judge(engine: string, share: number, needed: Need = { ignore: false }): void {
  Deno.test({
    name: `${engine} passes the tests of tfjs-core but those on the list`,
    ...needed,
    async fn() {
      const listed = new Map<string, string>(), stars: string[] = [];
      for (const { kind, engines, specs } of exceptions) {
        if (!engines.includes(engine)) continue;
        for (const spec of specs) {
          if (spec.endsWith("*")) stars.push(spec.slice(0, -1));
          else listed.set(spec, kind);
        }
      }
      const results = await run(engine, isWhole ? 1 : share);
      const isGood = ({ status }: Result) => status === "passed" || status === "pending";
      const isListed = ({ id }: Result) => listed.has(id) || stars.some((star) => id.startsWith(star));
      const fallen = results.filter((result) => !isGood(result) && !isListed(result));
      assertEquals(fallen, [], "these are not on the list");
      const risen = results.filter((result) => isGood(result) && (listed.get(result.id) ?? "varies") !== "varies");
      assertEquals(risen, [], "these pass and are to leave the list");
      if (!isWhole) return;
      const known = new Set(results.map(({ id }) => id));
      assertEquals([...listed.keys()].filter((id) => !known.has(id)), [], "these are no specs");
    },
  });
}
