/** The card as the kernels of this folder see it: they make tensors and run programs on them. */
import { tf } from "../../tf.ts";
import type { Info, WebgpuBackend } from "./backend.ts";
import { layOut, type Program, sourceOf } from "./program.ts";

/** How products are computed for now. */
export interface Products {
  /** Whether what goes into them and comes out is rounded to 16 bits. */
  half: boolean;
}

/** What kernels work with. */
export interface Card {
  /** How products are computed for now; the kernels that multiply look here at each call. */
  readonly products: Products;
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

/** A program on this card, with the numbers of its earlier runs. */
interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly numbers: Map<string, GPUBuffer>;
}

/** So many sets of numbers are kept of a program; a network's layers have fewer. */
const MOST_NUMBERS = 512;

/** Opens the card of a backend. */
export function openCard(backend: WebgpuBackend): Card {
  const { device, tensorMap } = backend;
  const most = device.limits.maxComputeWorkgroupsPerDimension;
  const known = new Map<Program, Compiled>();

  const compile = (program: Program): Compiled => {
    const kinds: GPUBufferBindingType[] = [
      ...Object.keys(program.reads).map(() => "read-only-storage" as const),
      ...Object.keys(program.writes).map(() => "storage" as const),
      "uniform",
    ];
    const layout = device.createBindGroupLayout({
      entries: kinds.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
    const pipeline = device.createComputePipeline({
      label: program.name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ label: program.name, code: sourceOf(program) }) },
    });
    return { pipeline, layout, numbers: new Map() };
  };

  /** The same numbers come every step, so they are sent once. */
  const uniformOf = ({ numbers }: Compiled, integers: readonly number[], floats: readonly number[]): GPUBuffer => {
    const key = `${integers};${floats}`;
    let buffer = numbers.get(key);
    if (buffer !== undefined) return buffer;
    const words = new Uint32Array(4 * Math.ceil((integers.length + floats.length) / 4));
    words.set(integers);
    new Float32Array(words.buffer).set(floats, integers.length);
    buffer = device.createBuffer({ size: words.byteLength, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(buffer, 0, words);
    // Learning rates come and go.
    if (numbers.size >= MOST_NUMBERS) numbers.clear();
    numbers.set(key, buffer);
    return buffer;
  };

  const bufferOf = ({ dataId }: Info): GPUBuffer => {
    backend.uploadToGPU(dataId);
    backend.commandQueueOwnedIds.add(dataId);
    return tensorMap.get(dataId).resource!;
  };

  return Object.freeze({
    products: { half: false },
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
      let compiled = known.get(program);
      if (compiled === undefined) known.set(program, compiled = compile(program));
      const buffers = [...Object.keys(reads), ...Object.keys(writes)].map((name) => bufferOf(tensors[name]!));
      buffers.push(uniformOf(compiled, integers.map((name) => numbers[name]!), floats.map((name) => numbers[name]!)));
      // What was read before a program wrote to it in place is no longer so.
      for (const name of Object.keys(writes)) tensorMap.get(tensors[name]!.dataId).values = null;

      backend.ensureCommandEncoderReady();
      const pass = backend.computePassEncoder ??= backend.commandEncoder.beginComputePass();
      pass.setPipeline(compiled.pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: compiled.layout,
          entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
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
