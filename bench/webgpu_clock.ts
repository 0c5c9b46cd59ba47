/** Counts WebGPU's dispatches, and times each by the device's own clock. */

/** The time of all dispatches of one program. */
export interface Row {
  readonly program: string;
  readonly calls: number;
  readonly ms: number;
}

/** What was counted and timed since the beginning, or since `forget`. */
export interface Clock {
  dispatches(): number;
  forget(): void;
  /** Programs by their labels, the longest first. */
  read(): Promise<Row[]>;
}

/** Dispatches that one set of queries holds, at two queries each. */
const ROOM = 2048;

interface Page {
  readonly queries: GPUQuerySet;
  readonly programs: string[];
}

/**
 * Starts to count; call it before a device is made.
 *
 * @param timed Whether to time too. Each dispatch becomes a pass of its own then, so the step as a whole is slower.
 */
export function clockDispatches({ timed }: { readonly timed: boolean }): Clock {
  let count = 0, pages: Page[] = [], device: GPUDevice | undefined;
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    return device = await requestDevice.call(this, descriptor);
  };
  const { dispatchWorkgroups, setPipeline } = GPUComputePassEncoder.prototype;
  const { createCommandEncoder } = GPUDevice.prototype;

  const nextPage = (): Page => {
    const page = { queries: device!.createQuerySet({ type: "timestamp", count: 2 * ROOM }), programs: [] };
    pages.push(page);
    return page;
  };
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...size) {
    count++;
    return dispatchWorkgroups.apply(this, size);
  };
  if (timed) {
    // tfjs begins a pass where it has none: so each dispatch gets an encoder's pass of its own, with two time stamps.
    GPUDevice.prototype.createCommandEncoder = function (descriptor) {
      const encoder = createCommandEncoder.call(this, descriptor);
      const begin = encoder.beginComputePass.bind(encoder);
      encoder.beginComputePass = () => {
        let page = pages.at(-1) ?? nextPage();
        let inner: GPUComputePassEncoder | undefined, pipeline: GPUComputePipeline, group: GPUBindGroup;
        const pass = {
          setPipeline: (given: GPUComputePipeline) => void (pipeline = given),
          setBindGroup: (_: number, given: GPUBindGroup) => void (group = given),
          dispatchWorkgroups(...size: [number, number?, number?]) {
            if (page.programs.length === ROOM) page = nextPage();
            const at = 2 * page.programs.push(pipeline.label) - 2;
            inner = begin({
              timestampWrites: {
                querySet: page.queries,
                beginningOfPassWriteIndex: at,
                endOfPassWriteIndex: at + 1,
              },
            });
            setPipeline.call(inner, pipeline);
            inner.setBindGroup(0, group);
            inner.dispatchWorkgroups(...size);
            inner.end();
          },
          end() {},
        };
        return pass as unknown as GPUComputePassEncoder;
      };
      return encoder;
    };
  }

  return {
    dispatches: () => count,
    forget: () => void (count = 0, pages = []),
    async read() {
      const rows = new Map<string, { calls: number; ms: number }>();
      for (const { queries, programs } of pages) {
        const size = 16 * programs.length;
        const resolved = device!.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
        const staging = device!.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
        const encoder = createCommandEncoder.call(device!);
        encoder.resolveQuerySet(queries, 0, 2 * programs.length, resolved, 0);
        encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
        device!.queue.submit([encoder.finish()]);
        await staging.mapAsync(GPUMapMode.READ);
        const stamps = new BigUint64Array(staging.getMappedRange().slice(0));
        staging.unmap();
        for (const [i, program] of programs.entries()) {
          const { calls, ms } = rows.get(program) ?? { calls: 0, ms: 0 };
          rows.set(program, { calls: calls + 1, ms: ms + Number(stamps[2 * i + 1]! - stamps[2 * i]!) / 1e6 });
        }
      }
      return [...rows].map(([program, row]) => ({ program, ...row })).sort((a, b) => b.ms - a.ms);
    },
  };
}
