import { assertThrows } from "@std/assert";
import { checkPatience } from "../../src/download/check_patience.ts";

Deno.test("checkPatience() takes what is in range, and nothing at all", () => {
  checkPatience({});
  checkPatience({ retries: 0, backoff: 0, idle: 0.5 });
});

Deno.test("checkPatience() refuses numbers out of range by their names, and options that there are none of", () => {
  assertThrows(() => checkPatience({ retries: -1 }), RangeError, "retries");
  assertThrows(() => checkPatience({ backoff: NaN }), RangeError, "backoff");
  assertThrows(() => checkPatience({ idle: 0 }), RangeError, "idle");
  assertThrows(() => checkPatience({ retry: 3 } as object), TypeError, "retries");
});
