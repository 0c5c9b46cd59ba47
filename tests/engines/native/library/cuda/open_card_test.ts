/** A runtime of our own that answers as CUDA's does: what it is asked for, and what becomes of the answers. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { openCard } from "../../../../../src/engines/native/library/cuda/open_card.ts";
import { compileLibrary, needCompiler } from "../compile_library.ts";

const needed = await needCompiler();

/** Of card 1 alone there is something; each question finds 100 MiB less free, up to the last. */
const RUNTIME = `
#include <stddef.h>
#include <string.h>
static int device = 0; static size_t asked = 0;
int cudaSetDevice(int index) { device = index; return index == 1 ? 0 : 101; }
int cudaMemGetInfo(size_t *free, size_t *total) {
  if (++asked == 4) return 2;
  *total = (size_t)80 << 30;
  *free = *total - (asked < 4 ? asked * 100 : 50) * 1048576;
  return device == 1 ? 0 : 101;
}`;
const PROPERTIES = `
int cudaGetDeviceProperties_v2(char *properties, int index) {
  memset(properties, 1, 1000);
  strcpy(properties, "NVIDIA H100 80GB HBM3");
  return index == 1 ? 0 : 101;
}`;

Deno.test({
  name: "openCard() tells a card's name, and in MB how much of its memory was taken since",
  ...needed,
  async fn() {
    const folder = await Deno.makeTempDir();
    const runtime = join(folder, "libcudart_raptor_full.so.12");
    await compileLibrary(runtime, RUNTIME + PROPERTIES);
    const { name, memory } = openCard(runtime, 1)!;
    assertEquals(name, "NVIDIA H100 80GB HBM3");
    // 200 and 300 MiB are taken; then a question fails; then another program has given some back.
    assertEquals([memory(), memory(), memory(), memory()], [100, 200, 200, 0]);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "openCard() does without a name where the runtime has none, and without a card that does not answer",
  ...needed,
  async fn() {
    const folder = await Deno.makeTempDir();
    const runtime = join(folder, "libcudart_raptor_bare.so.12");
    await compileLibrary(runtime, RUNTIME);
    assertEquals(openCard(runtime, 1)!.name, undefined);
    assertEquals(openCard(runtime, 0), undefined);
    await Deno.remove(folder, { recursive: true });
  },
});
