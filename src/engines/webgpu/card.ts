/** The card as the kernels of this folder see it: they make tensors and run programs on them. */
import { tf } from "../../tf.ts";
import type { Info, WebgpuBackend } from "./backend.ts";
import { layOut, type Program, sourceOf } from "./program.ts";

/** What kernels work with. */
export interface Card {
  /** Makes a float32 tensor; its contents are arbitrary until a program writes them. */
  output(shape: readonly number[]): Info;
  /** Gives back a tensor that `output` made. */
  release(tensor: Info): void;
  /**
   * Runs a program after all that was asked for before, tfjs's own programs too. It returns at once.
   *
   * @param program What to run.
   * @param tensors The tensor of each of its arrays; their shapes are not looked at.
   * @param numbers Its integers and floats.
   * @param groups How many workgroups there are; none is no work.
   */
  run(
    program: Program,
    tensors: Readonly<Record<string, Info>>,
    numbers: Readonly<Record<string, number>>,
    groups: number,
  ): void;
}

/** Opens the card of a backend. */
export function openCard(backend: WebgpuBackend): Card {
  const { device, tensorMap } = backend;
  const most = device.limits.maxComputeWorkgroupsPerDimension;
  const pipelines = new Map<Program, GPUComputePipeline>();

  const compile = (program: Program): GPUComputePipeline => {
    const kinds: GPUBufferBindingType[] = [
      ...Object.keys(program.reads).map(() => "read-only-storage" as const),
      ...Object.keys(program.writes).map(() => "storage" as const),
      "uniform",
    ];
    const layout = device.createBindGroupLayout({
      entries: kinds.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
    return device.createComputePipeline({
      label: program.name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ label: program.name, code: sourceOf(program) }) },
    });
  };

  const bufferOf = ({ dataId }: Info): GPUBuffer => {
    backend.uploadToGPU(dataId);
    backend.commandQueueOwnedIds.add(dataId);
    return tensorMap.get(dataId).resource!;
  };

  return Object.freeze({
    output: (shape: readonly number[]) => backend.makeTensorInfo([...shape], "float32"),
    release: ({ dataId }: Info) => void backend.disposeData(dataId),

    run(
      program: Program,
      tensors: Readonly<Record<string, Info>>,
      numbers: Readonly<Record<string, number>>,
      groups: number,
    ) {
      const { reads, writes, integers, floats = [] } = program;
      if (groups === 0) {
        for (const name of Object.keys(writes)) tensorMap.get(tensors[name]!.dataId).values = new Float32Array(0);
        return;
      }
      let pipeline = pipelines.get(program);
      if (pipeline === undefined) pipelines.set(program, pipeline = compile(program));
      const buffers = [...Object.keys(reads), ...Object.keys(writes)].map((name) => bufferOf(tensors[name]!));
      const uniforms = backend.makeUniforms([
        ...integers.map((name) => ({ type: "uint32" as const, data: [numbers[name]!] })),
        ...floats.map((name) => ({ type: "float32" as const, data: [numbers[name]!] })),
      ]);
      const bound = [...buffers.map((buffer) => ({ buffer })), uniforms];
      // What was read before a program wrote to it in place is no longer so.
      for (const name of Object.keys(writes)) tensorMap.get(tensors[name]!.dataId).values = null;

      backend.ensureCommandEncoderReady();
      const pass = backend.computePassEncoder ??= backend.commandEncoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: bound.map((resource, binding) => ({ binding, resource })),
        }),
      );
      pass.dispatchWorkgroups(...layOut(groups, most));
      if (++backend.dispatchCountInPass >= tf.env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE")) {
        backend.endComputePassEncoder();
        backend.submitQueue();
      }
    },
  });
}
