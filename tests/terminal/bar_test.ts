import { assertEquals, assertMatch } from "@std/assert";
import { need, runs } from "../needs.ts";

const script = `
  import { bar } from ${JSON.stringify(import.meta.resolve("../../src/terminal/bar.ts"))};
  const progress = bar("images", { total: 4e6, unit: "bytes" });
  progress.update(2e6);
  // It is drawn once the package that draws is there, which is told to who asked first.
  await import("npm:cli-progress@3.12.0");
  await new Promise((resolve) => setTimeout(resolve));
  progress.around(() => console.log("a line"));
  progress.stop();
  console.log("the end");`;

Deno.test("bar() writes nothing where standard error is no terminal", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", script],
    stderr: "piped",
  })
    .output();
  assertEquals([new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)], ["a line\nthe end\n", ""]);
});

const terminal = await need(
  "a pseudo-terminal",
  "install the program `script` (util-linux)",
  () => runs("script", "--version"),
);

Deno.test({
  name: "bar() draws itself on a terminal, makes room for lines and goes away",
  ...terminal,
  async fn() {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(file, script);
    const args = ["-qec", `'${Deno.execPath()}' run -A --quiet '${file}'`, "/dev/null"];
    const { stdout } = await new Deno.Command("script", { args, stdin: "null" }).output();
    const text = new TextDecoder().decode(stdout);
    assertMatch(text, /images ━{15}─{15} 50% 2\.0\/4\.0 MB/);
    // deno-lint-ignore no-control-regex
    assertMatch(text, /\r\x1b\[Ka line/);
    await Deno.remove(file);
  },
});
