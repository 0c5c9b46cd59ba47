/** The short form of the faults: `deno task faults` tries more of them. */
import { assertEquals } from "@std/assert";
import { kinds, tryKind } from "./faults/kinds.ts";

for (const kind of kinds.filter(({ long }) => !long)) {
  Deno.test({
    name: `faults: nothing is lost by ${kind.name}`,
    ...await kind.needs?.(),
    async fn() {
      const { tries, survived, lost } = await tryKind(kind, { long: false, seed: 1 });
      assertEquals(lost, []);
      assertEquals([survived, tries > 0], [tries, true]);
    },
  });
}
