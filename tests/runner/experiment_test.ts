import { assertEquals, assertMatch } from "@std/assert";
import { experimentOf } from "../../src/runner/experiment.ts";

Deno.test("experimentOf() is the name with the time of the log's folder, or with that of now, or the time alone", () => {
  assertEquals(experimentOf("x", "/work/20220822_155153_2"), "x_20220822_155153_2");
  assertEquals(experimentOf(undefined, "/work/20220822_155153"), "20220822_155153");
  assertMatch(experimentOf("x", undefined)!, /^x_\d{8}_\d{6}$/);
});
