/**
 * Finds a graphics card and starts a device on it that is as able as the card. Small sums whose answers are known test
 * it, since a broken shader compiler rejects nothing and computes nonsense.
 */
import { tf } from "../../tf.ts";

/** What a device is asked for. */
export interface DeviceOptions {
  /** Whether a software adapter will do where there is no graphics card. */
  readonly allowFallback: boolean;
}

/** A device and the adapter that it runs on. */
export interface Started {
  readonly device: GPUDevice;
  readonly adapter: GPUAdapter;
}

// A device has the least limits that WebGPU allows unless it asks for more.
const limits = [
  ...["maxBufferSize", "maxStorageBufferBindingSize", "maxStorageBuffersPerShaderStage"],
  ...["maxComputeWorkgroupStorageSize", "maxComputeInvocationsPerWorkgroup", "maxComputeWorkgroupsPerDimension"],
  ...["maxComputeWorkgroupSizeX", "maxComputeWorkgroupSizeY", "maxComputeWorkgroupSizeZ"],
] as const;

const features = ["shader-f16", "timestamp-query", "bgra8unorm-storage"] as const;

/** Starts a device. */
export async function startDevice({ allowFallback }: DeviceOptions): Promise<Started> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    throw new Deno.errors.NotSupported(
      "Cannot open the webgpu engine as there is no adapter: got null from navigator.gpu.requestAdapter()\n" +
        "On Linux, WebGPU needs the library libvulkan.so.1 (Debian: apt install libvulkan1) and the driver of the card.",
    );
  }
  if (adapter.info.isFallbackAdapter && !allowFallback) {
    throw new Deno.errors.NotSupported(
      `Cannot open the webgpu engine as it wants a graphics card: got the software adapter ` +
        `${nameOf(adapter)}\n` +
        `Install the driver of the card, or take the software, which is slow: webgpu({ allowFallback: true })`,
    );
  }
  const device = await adapter.requestDevice({
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
  });
  return { device, adapter };
}

/** What an adapter calls itself. */
export function nameOf({ info }: GPUAdapter): string {
  return info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(" ") || "unknown";
}

/** Fails unless the current backend multiplies matrices and convolves images of whole numbers correctly. */
export async function selfTest(device: string): Promise<void> {
  const size = 40;
  const values = Float32Array.from({ length: size * size }, (_, i) => i % 7);
  const sums = Array.from(
    { length: size },
    (_, row) => values.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value),
  );
  await check(
    device,
    "multiplies matrices",
    () => tf.matMul(tf.tensor2d(values, [size, size]), tf.ones([size, size])),
    (at) => sums[Math.floor(at / size)]!,
  );
  const channels = 8, side = 6;
  const under = (at: number) => at === 0 || at === side - 1 ? 2 : 3;
  await check(
    device,
    "convolves images",
    () => tf.conv2d(tf.ones([1, side, side, channels]) as tf.Tensor4D, tf.ones([3, 3, channels, 4]), 1, "same"),
    (at) => channels * under(Math.floor(at / 4) % side) * under(Math.floor(at / 4 / side)),
  );
}

async function check(
  device: string,
  what: string,
  compute: () => tf.Tensor,
  expected: (at: number) => number,
): Promise<void> {
  const result = tf.tidy(compute);
  try {
    const got = await result.data();
    const wrong = got.findIndex((value, at) => value !== expected(at));
    if (wrong < 0) return;
    throw new Error(
      `Cannot use the webgpu engine as ${device} ${what} wrongly: got ${got[wrong]} for ${expected(wrong)}\n` +
        `Update the driver of the card, or take another engine, such as wasm().`,
    );
  } finally {
    result.dispose();
  }
}
