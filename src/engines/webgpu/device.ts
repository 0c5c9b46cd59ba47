/** Finds a graphics card and starts a device on it that is as able as the card. */

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
