import { assertEquals } from "@std/assert";
import { oddOption } from "../../src/options/odd_option.ts";

const known = ["every", "keep", "best"];

Deno.test("oddOption() finds nothing where all is known, whatever is left out", () => {
  assertEquals(oddOption({}, known), undefined);
  assertEquals(oddOption({ keep: undefined, best: "accuracy" }, known), undefined);
});

Deno.test("oddOption() names the first odd one, and the one that is meant if there is any", () => {
  assertEquals(
    oddOption({ evry: 1, x: 2 }, known),
    "its options are every, keep and best: got evry. Did you mean every?",
  );
  assertEquals(oddOption({ x: undefined }, known), "its options are every, keep and best: got x.");
  assertEquals(oddOption({ x: 1 }, ["k"], "the options of .test()"), "the options of .test() are k: got x.");
});

Deno.test("oddOption() refuses what holds no options", () => {
  const got = (options: unknown) =>
    oddOption(options, ["lr"])!.replace("its options come as an object of lr: got ", "");
  assertEquals([0.1, null, undefined, "a", [1], () => 0].map(got), [
    ...["0.1.", "null.", "undefined.", "a.", "an array.", "a function."],
  ]);
});
