import { assertEquals, assertInstanceOf } from "@std/assert";
import { UnreachableError } from "../../src/download/unreachable_error.ts";

Deno.test("UnreachableError is an Error that knows its host and its cause", () => {
  const cause = new TypeError("dns");
  const error = new UnreachableError("example.org:8080", "Cannot download", { cause });
  assertInstanceOf(error, Error);
  assertEquals([error.name, error.host, error.message, error.cause], [
    "UnreachableError",
    "example.org:8080",
    "Cannot download",
    cause,
  ]);
});
