/**
 * Imports a package where it is first needed, by a name that Deno does not follow: what `import("npm:…")` names is looked up
 * with all that it needs before a program begins, also where it is never reached, which took a lone script 0.2 s.
 *
 * The type names the package again, so that `deno cache` fetches it all the same.
 *
 * @typeParam Package What it exports: `typeof import("npm:sax@1.6.1")`.
 * @param name The package, with its version: `"npm:sax@1.6.1"`.
 */
export function onDemand<Package>(name: `npm:${string}`): Promise<Package> {
  return import(name);
}
