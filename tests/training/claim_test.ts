import { assertEquals } from "@std/assert";
import { weight } from "../../mod.ts";
import { hasMoved, isBusy, markMoved, takeWeights } from "../../src/training/claim.ts";

Deno.test("takeWeights() takes what is learnt, wherever else it appears, until it is let go", () => {
  const shared = weight([], 0), still = weight([], 0, { trainable: false });
  const letGo = takeWeights({ shared, still });
  assertEquals([isBusy({ other: shared }), isBusy({ still })], [true, false]);
  // Who takes it a second time does not let go of what the first one has.
  takeWeights({ shared })();
  assertEquals(isBusy({ shared }), true);
  letGo();
  assertEquals(isBusy({ shared }), false);
});

Deno.test("hasMoved() tells by whom, the last one", () => {
  const params = { w: weight([], 0) }, [first, second] = [{}, {}];
  assertEquals(hasMoved(params), false);
  markMoved(params, first);
  assertEquals([hasMoved(params), hasMoved(params, first), hasMoved(params, second)], [true, true, false]);
  markMoved(params, second);
  assertEquals([hasMoved(params, first), hasMoved(params, second)], [false, true]);
});
