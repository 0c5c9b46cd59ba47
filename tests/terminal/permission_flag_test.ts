import { assertEquals, assertThrows } from "@std/assert";
import { grantHint, permissionFlag } from "../../src/terminal/permission_flag.ts";

Deno.test("permissionFlag() refuses scopes that the flag would read as others, or as all", () => {
  assertEquals(permissionFlag("net", ["a:80", "b"]), "--allow-net=a:80,b");
  assertThrows(() => permissionFlag("read", ["a", "b,c"]), RangeError, 'at commas: got "b,c"');
  assertThrows(() => permissionFlag("read", [""]), RangeError, 'got "". Give it a name.');
});

Deno.test("grantHint() is for the shell, and never grants more than was asked for", () => {
  assertEquals(grantHint(["read", "write"], "work"), "Add --allow-read=work --allow-write=work to deno run.");
  assertEquals(grantHint(["read"], "$(id)"), "Add '--allow-read=$(id)' to deno run.");
  assertEquals(
    grantHint(["read"], "x,/etc"),
    "Deno's flags part paths at commas: take a path without one, such as a link to it.",
  );
});
