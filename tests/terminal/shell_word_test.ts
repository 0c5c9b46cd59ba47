import { assertEquals } from "@std/assert";
import { shellWord } from "../../src/terminal/shell_word.ts";
import { need, runs } from "../needs.ts";

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
