/**
 * Imports a module of WebAssembly where it is first needed, by a name that Deno does not follow (`../on_demand.ts` says why). What is
 * imported needs no permission, what is read from a package's folder would. TypeScript does not know `import.source` yet, which
 * is why this file is JavaScript.
 */
// @ts-self-types="./compiled_on_demand.d.ts"
export const compiledOnDemand = (name) => import.source(name);
