import { assertEquals, assertThrows } from "@std/assert";
import { inMeeting, type Meeting, meeting } from "../../src/tensors/meeting.ts";

Deno.test("inMeeting() is over when its step is, also where that throws", () => {
  const met = { rows: { from: 0, size: 1, whole: 2 } } as Meeting;
  assertThrows(
    () =>
      inMeeting(met, () => {
        assertEquals(meeting(), met);
        throw new Error("broken");
      }),
    Error,
    "broken",
  );
  assertEquals(meeting(), undefined);
});
