/**
 * tfjs-core's own tests on every engine but WebGPU (tests/engines/webgpu/tfjs_test.ts): a share of them here, all of them by
 * `deno task test:tfjs`. What does not pass is on the list, and what is on the list does not pass.
 */
import { needLibrary } from "../engines/native/need_library.ts";
import { judge } from "./judge.ts";

const library = await needLibrary();

judge("cpu", 6);
judge("wasm", 2);
judge("native", 2, library);
// Each kernel is compiled, which takes ten times as long.
judge("native-compiled", 16, library);
