import { assert, assertEquals } from "@std/assert";
import { findings } from "../../src/cli/doctor.ts";

Deno.test("doctor says of each thing whether it is there, and what or why not", async () => {
  const all = await findings();
  assertEquals(all.map(({ what }) => what), [
    ...[
      "Deno",
      "processor",
      "native engine",
      "wasm engine",
      "webgpu engine",
      "NVIDIA card",
      "MPI library",
      "mpirun",
      "srun",
    ],
    "permissions",
  ]);
  assert(all.every(({ text }) => text.length > 2));
});
