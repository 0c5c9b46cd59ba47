/** Finds a Python with torch, and runs PyTorch's side of the parity check in it. */
import { runs } from "../../tests/needs.ts";
import { readSafetensors, type Safetensors, writeSafetensors } from "../../src/files/safetensors.ts";

/** The Python of `RAPTOR_TORCH_PYTHON`, else `python3`, if it has torch. */
export async function findTorch(): Promise<string | undefined> {
  const python = Deno.env.get("RAPTOR_TORCH_PYTHON") ?? "python3";
  return await runs(python, "-c", "import torch") ? python : undefined;
}

/**
 * Hands tensors to `resnet.py` and reads its answer.
 *
 * @param python A Python with torch.
 */
export async function askTorch(python: string, question: Safetensors): Promise<Safetensors> {
  const folder = await Deno.makeTempDir({ prefix: "raptor_parity_" });
  try {
    const [source, target] = [`${folder}/in.safetensors`, `${folder}/out.safetensors`];
    {
      using file = await Deno.open(source, { write: true, create: true });
      await writeSafetensors(file, question);
    }
    const script = new URL("./resnet.py", import.meta.url).pathname;
    const { success, stderr } = await new Deno.Command(python, { args: [script, source, target] }).output();
    if (!success) throw new Error(`Cannot ask PyTorch as ${script} fails:\n${new TextDecoder().decode(stderr)}`);
    return await readSafetensors(target);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
