import { assertEquals, assertThrows } from "@std/assert";
import { grantHint, permissionFlag, shellWord } from "../../src/terminal/permission_flag.ts";
import { need, runs } from "../needs.ts";

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

const ODD = [
  ...["plain", "with space", "", "quote'\"q", "$HOME", "$(id)", "`id`", "a;b", "a\nb", "*", "~", "-dash", "\\", "#x"],
  ...["ümlaut 🦖", "a&b", "!1", "a=b", "{1,2}", "[a]", "a|b>c<d", "\t"],
];

Deno.test({
  name: "shellWord() reaches a program as it was, through a shell",
  ...await need("a POSIX shell", "install sh", () => runs("sh", "-c", "true")),
  async fn() {
    const command = `printf '%s\\0' ${ODD.map(shellWord).join(" ")}`;
    const { stdout } = await new Deno.Command("sh", { args: ["-c", command] }).output();
    assertEquals(new TextDecoder().decode(stdout).split("\0").slice(0, -1), ODD);
  },
});

Deno.test("shellWord() leaves a word alone that no shell reads anything into", () => {
  const words = ["--allow-read=/a/b.c,d", "50%", "user@host:80"];
  assertEquals(words.map(shellWord), words);
});
