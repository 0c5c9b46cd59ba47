import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { cudaFiles, isCudaLibrary } from "../../../../../src/engines/native/library/cuda/cuda_files.ts";

async function files(folder: string, ...names: string[]): Promise<string[]> {
  const paths = names.map((name) => join(folder, name));
  for (const path of paths) {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, "");
  }
  return paths;
}

Deno.test({
  name: "cudaFiles() finds NVIDIA's packages beside TensorFlow's, each library after those it needs",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const packages = await Deno.makeTempDir();
    const [main] = await files(packages, "tensorflow/libtensorflow_cc.so.2");
    const found = await files(
      join(packages, "nvidia"),
      "cuda_runtime/lib/libcudart.so.12",
      "nvjitlink/lib/libnvJitLink.so.12",
      "cublas/lib/libcublasLt.so.12",
      "cublas/lib/libcublas.so.12",
      "cusparse/lib/libcusparse.so.12",
      "cusolver/lib/libcusolver.so.11",
      "cudnn/lib/libcudnn_graph.so.9",
      "cudnn/lib/libcudnn.so.9",
    );
    await files(join(packages, "nvidia"), "__init__.py", "cublas/lib/libnvblas.so.12", "cublas/include/cublas.h");
    assertEquals(cudaFiles(main!), found);
    await Deno.remove(packages, { recursive: true });
  },
});

Deno.test({
  name: "cudaFiles() finds what an install puts beside the library, and nothing for a build for CPUs",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir();
    const [main] = await files(folder, "libtensorflow_cc.so.2", "libtensorflow_framework.so.2");
    assertEquals(cudaFiles(main!), []);
    const [cudnn, cudart] = await files(folder, "libcudnn.so.9", "libcudart.so.12");
    assertEquals(cudaFiles(main!), [cudart, cudnn]);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test("isCudaLibrary() knows the libraries by name and version", () => {
  const names = ["libcudart.so.12", "libnvrtc-builtins.so.12.5", "libcudart.so", "libcurand.so.10", "libcudart.txt"];
  assertEquals(names.map(isCudaLibrary), [true, true, false, false, false]);
});
