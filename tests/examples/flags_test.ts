import { assertEquals } from "@std/assert";
import { deno, ROOT } from "../program.ts";

Deno.test("examples say in a sentence, without a stack, which flag or file is wrong", async () => {
  const cwd = await Deno.makeTempDir();
  const run = async (...args: string[]) => {
    const { code, stderr } = await deno(["run", "-A", "--quiet", `${ROOT}examples/digits.ts`, ...args], { cwd });
    return [code, stderr];
  };
  const usage = "Write deno run -A examples/digits.ts [--csv FILE] [--epochs N]\n";
  assertEquals(
    await Promise.all([run("--epoch", "3"), run("--epochs", "x"), run("more"), run("--csv", "nowhere.csv")]),
    [
      [1, `Cannot read the flags as --epoch is no flag of this example. ${usage}`],
      [1, `Cannot read the flags as --epochs must be a whole number of at least 1: got "x". ${usage}`],
      [1, `Cannot read the flags as more is no flag of this example. ${usage}`],
      [1, "Cannot read digits as --csv must be a file that may be read: got nowhere.csv.\n"],
    ],
  );
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("examples say what is wrong in a sentence, and take their flags by readFlags(), which refuses what is none", async () => {
  for await (const { name, isFile } of Deno.readDir(`${ROOT}examples`)) {
    if (!isFile || !name.endsWith(".ts")) continue;
    const text = await Deno.readTextFile(`${ROOT}examples/${name}`);
    assertEquals(text.includes("parseArgs("), false, name);
    assertEquals(/^sayPlainly\(\);$|readFlags\(/m.test(text), true, name);
    if (/\.ts .*--[a-z]/.test(text.split("*/")[0]!)) assertEquals(text.includes("readFlags("), true, name);
  }
});
