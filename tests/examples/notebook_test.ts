import { assert, assertEquals, assertMatch } from "@std/assert";
import { need, runs } from "../needs.ts";
import { ROOT } from "../program.ts";

const jupyter = await need(
  "Jupyter with its Deno kernel",
  "install jupyter-nbconvert, then `deno jupyter --install`",
  async () => await runs("jupyter", "nbconvert", "--version") && await hasDenoKernel(),
);

async function hasDenoKernel(): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command("jupyter", { args: ["kernelspec", "list"], stderr: "null" }).output();
    return new TextDecoder().decode(stdout).includes("deno");
  } catch {
    return false;
  }
}

interface Output {
  readonly output_type: string;
  readonly data?: Readonly<Record<string, string | string[]>>;
  readonly text?: string | string[];
}

Deno.test({
  name: "first_steps.ipynb trains in Jupyter's Deno kernel and shows its curve",
  ...jupyter,
  async fn() {
    const folder = await Deno.makeTempDir();
    const args = [
      "nbconvert",
      "--to",
      "notebook",
      "--execute",
      "--output-dir",
      folder,
      `${ROOT}examples/notebooks/first_steps.ipynb`,
    ];
    const { success, stderr } = await new Deno.Command("jupyter", { args, stdout: "null", stderr: "piped" }).output();
    assert(success, new TextDecoder().decode(stderr));
    const { cells } = JSON.parse(await Deno.readTextFile(`${folder}/first_steps.ipynb`));
    const outputs: Output[] = cells.flatMap((cell: { outputs?: Output[] }) => cell.outputs ?? []);
    assertEquals(outputs.filter(({ output_type }) => output_type === "error"), []);
    const printed = outputs.flatMap(({ text }) => text ?? []).join("");
    assertMatch(printed, /Epoch\(train\) \[3\]\[30\/32\]/);
    const shown = outputs.flatMap(({ data }) => data?.["text/html"] ?? []).join("");
    assertMatch(shown, /<svg[\s\S]*<path/);
    await Deno.remove(folder, { recursive: true });
  },
});
