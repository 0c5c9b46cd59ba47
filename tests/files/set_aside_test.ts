import { assertEquals } from "@std/assert";
import { writeSafetensors } from "../../src/files/safetensors.ts";
import { setAside } from "../../src/files/set_aside.ts";

async function checkpointOf(path: string, run: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  await writeSafetensors(file, { tensors: {}, metadata: { run } });
}

Deno.test("setAside() leaves a run's own file, and moves those of others to names of their own", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/epoch_1.safetensors`;
  assertEquals(await setAside(path, "aa"), undefined);
  await checkpointOf(path, "aa");
  assertEquals(await setAside(path, "aa"), undefined);
  assertEquals(await setAside(path, "bb"), "epoch_1.of_aa.safetensors");
  await checkpointOf(path, "aa");
  assertEquals(await setAside(path, "bb"), "epoch_1.of_aa_2.safetensors");
  // What a file says its run is may be anything.
  await checkpointOf(path, "../../etc");
  assertEquals(await setAside(path, "bb"), "epoch_1.of_earlier.safetensors");
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  assertEquals(names.toSorted(), [
    "epoch_1.of_aa.safetensors",
    "epoch_1.of_aa_2.safetensors",
    "epoch_1.of_earlier.safetensors",
  ]);
  await Deno.remove(folder, { recursive: true });
});
