/** The types of `compiled_on_demand.js`. */

/**
 * Imports a module of WebAssembly, compiled, by a name that Deno does not follow.
 *
 * @typeParam _Package The package once more, so that `deno cache` fetches it.
 * @param name The file, with its package and version: `"npm:@jsquash/png@3.1.1/codec/pkg/squoosh_png_bg.wasm"`.
 */
export declare function compiledOnDemand<_Package>(name: `npm:${string}.wasm`): Promise<WebAssembly.Module>;
