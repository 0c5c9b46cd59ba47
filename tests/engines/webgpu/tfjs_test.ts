/** tfjs-core's own tests on WebGPU; see tests/tfjs/tfjs_test.ts. */
import { judge } from "../../tfjs/judge.ts";
import { anyAdapter } from "./any_adapter.ts";

judge("webgpu", 14, anyAdapter);
