import { assertEquals } from "@std/assert";
import { duration, fixed, scientific, stamp } from "../../src/record/format.ts";

Deno.test("scientific() has four decimals and at least two digits of exponent", () => {
  assertEquals([0.001, 1, 12345, 1e-12, 0, 1e-100].map((value) => scientific(value)), [
    ...["1.0000e-03", "1.0000e+00", "1.2345e+04", "1.0000e-12", "0.0000e+00", "1.0000e-100"],
  ]);
});

Deno.test("duration() is H:MM:SS, with days where there are any", () => {
  assertEquals([0, 0.99, 61, 3600, 86399, 86400, 180061].map(duration), [
    ...["0:00:00", "0:00:00", "0:01:01", "1:00:00", "23:59:59", "1 day, 0:00:00", "2 days, 2:01:01"],
  ]);
});

Deno.test("fixed() and stamp() pad, with as many digits as are asked for", () => {
  assertEquals([fixed(1), fixed(0.00005)], ["1.0000", "0.0001"]);
  assertEquals([fixed(1 / 3, 6), scientific(1 / 3, 2)], ["0.333333", "3.33e-01"]);
  assertEquals(stamp(new Date(2026, 0, 2, 3, 4, 5)), "2026/01/02 03:04:05");
});
