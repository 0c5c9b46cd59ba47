import { assertEquals, assertRejects } from "@std/assert";
import { readTorchFile } from "../../src/files/torch_file.ts";

const GOLDEN = new URL("golden/", import.meta.url).pathname;
const { torch }: { torch: Record<string, { shape: number[]; values: number[] }> } = JSON.parse(
  await Deno.readTextFile(`${GOLDEN}torch.json`),
);

Deno.test("readTorchFile() reads every type, strides, shared storages and parameters as PyTorch wrote them", async () => {
  const tensors = await readTorchFile(`${GOLDEN}torch_types.pt`);
  const found = Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, values: Array.from(data) }]);
  const wanted = Object.entries(torch).map((
    [name, { shape, values }],
  ) => [name, { shape, values: values.map(Math.fround) }]);
  assertEquals(found, wanted);
  assertEquals([tensors.i64!.dtype, tensors.bf16!.dtype, tensors.bool!.dtype], ["int32", "float32", "bool"]);
});

Deno.test("readTorchFile() takes the state dict of a checkpoint, whatever else that holds", async () => {
  const tensors = await readTorchFile(`${GOLDEN}torch_checkpoint.pt`);
  assertEquals(Object.keys(tensors), [
    ...["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"],
  ]);
  assertEquals(Array.from(tensors["1.num_batches_tracked"]!.data), [1]);
});

Deno.test("readTorchFile() takes the state dict of a checkpoint that holds tensors of its own beside it", async () => {
  const { weight, ...others } = await readTorchFile(`${GOLDEN}torch_beside.pt`);
  assertEquals([weight!.data, others], [Float32Array.of(1, 2), {}]);
});

Deno.test("readTorchFile() refuses a tensor that is noted as negative, as its storage is not", async () => {
  await assertRejects(
    () => readTorchFile(`${GOLDEN}torch_negative.pt`),
    SyntaxError,
    "got one that PyTorch has noted as negative. In Python, save tensor.resolve_neg()",
  );
});

Deno.test("readTorchFile() calls nothing that a file names, and says what it named", async () => {
  const witness = "/tmp/raptor_was_here";
  await Deno.remove(witness).catch(() => {});
  const system = /got (posix|nt|os) system/;
  const error = await assertRejects(
    () => readTorchFile(`${GOLDEN}torch_hostile.pt`),
    SyntaxError,
    "nothing is ever called",
  );
  assertEquals(system.test(error.message), true, error.message);
  await assertRejects(() => Deno.stat(witness), Deno.errors.NotFound);
});

Deno.test("readTorchFile() refuses the form of before PyTorch 1.6, other zips, and files that are cut or changed", async () => {
  await assertRejects(
    () => readTorchFile(`${GOLDEN}torch_old.pt`),
    SyntaxError,
    "it must be a zip, as torch.save writes since",
  );
  await assertRejects(
    () => readTorchFile(`${GOLDEN}numpy.npz`),
    SyntaxError,
    "a file of PyTorch holds data.pkl: got none",
  );
  const path = await Deno.makeTempFile({ suffix: ".pt" }), whole = await Deno.readFile(`${GOLDEN}torch_checkpoint.pt`);
  for (const part of [0, 0.3, 0.9]) {
    await Deno.writeFile(path, whole.slice(0, Math.floor(part * whole.length)));
    await assertRejects(() => readTorchFile(path), SyntaxError, `Cannot read ${path} as`);
  }
  // A bit of a storage: the zip's own checksum finds it.
  const text = new TextDecoder("latin1").decode(whole), names = [...text.matchAll(/data\/0/g)];
  const changed = whole.slice();
  changed[names[0]!.index + 64 & ~63]! ^= 1;
  let refused = 0;
  for (let at = names[0]!.index + 6; at < names[0]!.index + 140; at++) {
    const copy = whole.slice();
    copy[at]! ^= 1;
    await Deno.writeFile(path, copy);
    refused += await readTorchFile(path).then(() => 0, (error) => (assertEquals(error.name, "SyntaxError"), 1));
  }
  assertEquals(refused > 0, true);
  await Deno.remove(path);
});
