import { assertEquals } from "@std/assert";
import { REQUIRED, whyNoGpu, type WithoutGpu } from "../../../../../src/engines/native/library/cuda/why_no_gpu.ts";

const build = { cuda: true, asked: undefined, version: "2.21.0", refused: {}, has: () => true } satisfies WithoutGpu;
const without = (...names: string[]) => ({ has: (name: string) => !names.includes(name) });

Deno.test("whyNoGpu() names the driver first, then the libraries with what installs them", () => {
  assertEquals(
    whyNoGpu({ ...build, ...without("libcuda.so.1", "libcudnn.so.9") }),
    "no GPU is used without NVIDIA's driver: libcuda.so.1 is not found",
  );
  assertEquals(
    whyNoGpu({ ...build, ...without("libcufft.so.11", "libcudnn.so.9") }),
    "no GPU is used without libcufft.so.11, libcudnn.so.9: pip install 'tensorflow[and-cuda]==2.21.0'",
  );
});

Deno.test("whyNoGpu() says why a library that is there was not loaded", () => {
  const refused = { "libcudnn.so.9": "Deno may not load it: --allow-ffi=/x/libcudnn.so.9" };
  assertEquals(
    whyNoGpu({ ...build, ...without("libcudnn.so.9"), refused }),
    "no GPU is used without libcudnn.so.9: Deno may not load it: --allow-ffi=/x/libcudnn.so.9",
  );
});

Deno.test("whyNoGpu() points to the card where all libraries are there", () => {
  assertEquals(
    whyNoGpu(build),
    "no GPU is used since TensorFlow sees none, though CUDA is there: compare nvidia-smi and CUDA_VISIBLE_DEVICES",
  );
});

Deno.test("whyNoGpu() is silent where nobody expects a GPU, and asks for the other build where one is asked for", () => {
  assertEquals(whyNoGpu({ ...build, asked: false, has: () => false }), undefined);
  for (const cuda of [false, undefined]) {
    assertEquals(whyNoGpu({ ...build, cuda }), undefined);
    assertEquals(
      whyNoGpu({ ...build, cuda, asked: true }),
      "no GPU is used by a libtensorflow for CPUs: native({ gpu: true, install: true }) fetches the one for GPUs",
    );
  }
});

Deno.test("REQUIRED are the seven libraries without which TensorFlow registers no GPU", () => {
  assertEquals(new Set(REQUIRED).size, 7);
});
