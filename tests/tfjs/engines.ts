/** The engines that tfjs-core's tests run on, by the names that the list of exceptions has for them. */
import type { Engine, EngineInfo } from "../../src/engine.ts";
import { cpu } from "../../src/engines/cpu.ts";
import { native } from "../../src/engines/native.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { webgpu } from "../../src/engines/webgpu.ts";

/** An open engine, and how it compiles where each kernel is to be compiled. */
export interface Opened {
  readonly backend: string;
  readonly compile?: (step: () => unknown) => () => unknown;
}

const eager = (engine: Engine) => async (): Promise<Opened> => ({ backend: (await engine.open()).backend });

/** Opens them. */
export const engines: Readonly<Record<string, () => Promise<Opened>>> = {
  "cpu": eager(cpu()),
  "wasm": eager(wasm({ threads: 2 })),
  "native": eager(native({ gpu: false })),
  "native-compiled": async () => {
    const { backend, compile } = await native({ gpu: false }).open() as Required<EngineInfo>;
    return { backend, compile: compile as NonNullable<Opened["compile"]> };
  },
  "webgpu": eager(webgpu({ allowFallback: true })),
};
