import { assertEquals, assertThrows } from "@std/assert";
import { muted } from "../../../../src/engines/native/library/mute.ts";
import { deno, ROOT } from "../../../program.ts";

Deno.test("muted() gives back what is loaded, and lets errors through", () => {
  assertEquals(muted(() => 7), 7);
  assertThrows(
    () =>
      muted(() => {
        throw new Error("broken");
      }),
    Error,
    "broken",
  );
});

Deno.test({
  name: "muted() turns standard error away for its moment alone",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const code = `import { muted } from "${ROOT}src/engines/native/library/mute.ts";
      console.error("before"); muted(() => console.error("within")); console.error("after");`;
    assertEquals((await deno(["eval", code])).stderr, "before\nafter\n");
  },
});
