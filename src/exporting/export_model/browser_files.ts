/** Writes what a browser needs beside a graph of TensorFlow.js: a page, a module, and the parts of TensorFlow.js that they run on. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Graph } from "../../graph/graph.ts";
import type { Knowledge } from "../../knowledge.ts";
import { pageOf } from "./browser_files/page.ts";
import { PREDICT_MODULE } from "./browser_files/predict_module.ts";

/** Transforms that `predict.js` has. */
const KNOWN = ["resize", "centerCrop"];

/** Where the packages of TensorFlow.js lie: they came with its union package and the engines. */
function folders(): Record<"core" | "converter" | "wasm" | "webgpu", string> {
  const fromUnion = createRequire(import.meta.resolve("npm:@tensorflow/tfjs@4.22.0"));
  const entry = (address: string) => dirname(fileURLToPath(address));
  return {
    core: dirname(fromUnion.resolve("@tensorflow/tfjs-core")),
    converter: dirname(fromUnion.resolve("@tensorflow/tfjs-converter")),
    wasm: entry(import.meta.resolve("npm:@tensorflow/tfjs-backend-wasm@4.22.0")),
    webgpu: entry(import.meta.resolve("npm:@tensorflow/tfjs-backend-webgpu@4.22.0")),
  };
}

/**
 * The files by name: `index.html`, `predict.js`, and TensorFlow.js out of the cache of packages, so that the folder needs no network.
 *
 * @throws {TypeError} If images were made ready by a transform that the module does not have.
 */
export async function browserFiles({ name }: Graph, { transforms = [] }: Knowledge): Promise<Map<string, Uint8Array>> {
  const odd = transforms.find((transform) => !KNOWN.includes(String(transform.name)));
  if (odd !== undefined) {
    throw new TypeError(
      `Cannot write a page as its images are made ready by ${KNOWN.join(" and ")}: got ${odd.name}. ` +
        "Give others by knows: { transforms: [...] }, or make them ready before predict().",
    );
  }
  const { core, converter, wasm, webgpu } = folders();
  const vendored: Readonly<Record<string, string>> = {
    "tf-core.js": join(core, "tf-core.es2017.min.js"),
    "tf-converter.js": join(converter, "tf-converter.es2017.min.js"),
    "tf-backend-wasm.js": join(wasm, "tf-backend-wasm.es2017.min.js"),
    "tf-backend-webgpu.js": join(webgpu, "tf-backend-webgpu.es2017.min.js"),
    "tfjs-backend-wasm.wasm": join(wasm, "tfjs-backend-wasm.wasm"),
    "tfjs-backend-wasm-simd.wasm": join(wasm, "tfjs-backend-wasm-simd.wasm"),
    "tfjs-backend-wasm-threaded-simd.wasm": join(wasm, "tfjs-backend-wasm-threaded-simd.wasm"),
  };
  const text = (content: string) => new TextEncoder().encode(content);
  const files = Object.entries(vendored).map(async ([name, path]): Promise<[string, Uint8Array]> => {
    const bytes = await Deno.readFile(path);
    // The maps that they name are not here.
    return [
      name,
      name.endsWith(".js") ? text(new TextDecoder().decode(bytes).replace(/\n?\/\/# sourceMappingURL=.*/g, "")) : bytes,
    ];
  });
  return new Map([
    ["index.html", text(pageOf(name))],
    ["predict.js", text(PREDICT_MODULE)],
    ...await Promise.all(files),
  ]);
}
