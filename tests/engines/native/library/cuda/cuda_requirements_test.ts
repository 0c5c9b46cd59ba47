import { assertEquals } from "@std/assert";
import { cudaRequirements } from "../../../../../src/engines/native/library/cuda/cuda_requirements.ts";

Deno.test("cudaRequirements() takes NVIDIA's libraries at their versions, in the new and the old spelling", () => {
  const metadata = [
    "Metadata-Version: 2.4",
    "Name: tensorflow",
    "Requires-Dist: numpy>=1.26.0",
    "Provides-Extra: and-cuda",
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    'Requires-Dist: nvidia-cuda-nvcc-cu12<13.0,>=12.5.82; extra == "and-cuda"',
    "Requires-Dist: nvidia-cudnn-cu12 (==9.3.0.75) ; extra == 'and-cuda'",
    'Requires-Dist: tensorflow-io-gcs-filesystem>=0.23.1; sys_platform != "win32" and extra == "gcs-filesystem"',
    "",
    "nvidia-nccl-cu12 is named in a description.",
  ].join("\r\n");
  assertEquals(cudaRequirements(metadata), ["nvidia-cublas-cu12<13.0,>=12.5.3.2", "nvidia-cudnn-cu12==9.3.0.75"]);
});
