/** Tests that run a program on WebGPU need some adapter, be it one in software. */
import { need } from "../../needs.ts";

/** The adapter of this machine. */
export const adapter = await navigator.gpu.requestAdapter();

/** Spread into `Deno.test({ ... })`. */
export const anyAdapter = await need(
  "a WebGPU adapter",
  "install a Vulkan driver, such as the one in software (Debian: mesa-vulkan-drivers libvulkan1)",
  () => adapter !== null,
);
