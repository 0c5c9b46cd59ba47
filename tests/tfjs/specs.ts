/**
 * Runs tfjs-core's own tests on one engine in this process, and writes a line for each that begins and each that ends.
 *
 *     deno run -A tests/tfjs/specs.ts ENGINE RESULTS [SHARE]
 *
 * Specs that RESULTS tells of are left out; of the others, one of SHARE is run. Called by run.ts.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { unpack } from "./unpack.ts";

const [engineName, results, share = "1"] = Deno.args as [string, string, string?];
const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
await unpack(folder);

// deno-lint-ignore no-explicit-any
const scope = globalThis as any;
scope.require = createRequire(import.meta.url);
const module = (name: string) => import(pathToFileURL(`${folder}/${name}.js`).href);

const jasmineRequire = (await import("npm:jasmine-core@3.99.1")).default;
const jasmine = jasmineRequire.boot(jasmineRequire);
scope.jasmine = jasmine;
const suite = jasmine.getEnv();

// The tests bring a second copy of tfjs-core, which shares engine and registries with Raptor's; what Raptor repairs, it
// repairs afterwards.
await module("index");
const { setTestEnvs } = await module("jasmine_util");
const { tf } = await import("../../src/tf.ts");
const { engines } = await import("./engines.ts");
const { backend, compile } = await engines[engineName]!();

// Around each suite the engine of tfjs is reset, which would end the backend.
const engine = tf.engine() as unknown as {
  reset(): void;
  registry: Record<string, unknown>;
  backend: unknown;
  runKernel(name: string, inputs: unknown, attributes: unknown): unknown;
  scopedRun<T>(start: () => void, end: () => void, run: () => T): T;
};
const reset = engine.reset.bind(engine), kept = engine.backend;
engine.reset = () => {
  delete engine.registry[backend];
  reset();
  engine.registry[backend] = kept;
};
if (compile !== undefined) compileEachKernel(compile);

const env = `test-${engineName}`;
setTestEnvs([{ name: env, backendName: backend, flags: {}, isDataSync: engineName !== "webgpu" }]);

const file = await Deno.open(results, { create: true, append: true });
const write = (line: unknown) => file.writeSync(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
const begun = new Set(
  (await Deno.readTextFile(results)).split("\n").filter(Boolean).map((line) => JSON.parse(line).id as string),
);

interface Spec {
  readonly id: string;
  readonly status: string;
  readonly fullName: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}
/** Two specs may have one name. */
const names = new Map<string, string>(), times = new Map<string, number>();
function nameOf(id: string, fullName: string): string {
  let name = names.get(id);
  if (name !== undefined) return name;
  const plain = fullName.replaceAll(` ${env} {}`, ""), count = (times.get(plain) ?? 0) + 1;
  times.set(plain, count);
  names.set(id, name = count === 1 ? plain : `${plain} #${count}`);
  return name;
}
const isInShare = (name: string) => {
  let hash = 7;
  for (const unit of name) hash = (hash * 31 + unit.codePointAt(0)!) % 1_000_003;
  return hash % Number(share) === 0;
};

/** Those that are left out are reported as well. */
const chosen = new Set<string>();
/** Asks run.ts for another process. */
const ANEW = 70;
suite.configure({
  random: false,
  specFilter: (spec: { id: string; getFullName(): string }) => {
    const name = nameOf(spec.id, spec.getFullName()), isChosen = !begun.has(name) && isInShare(name);
    if (isChosen) chosen.add(name);
    return isChosen;
  },
});
suite.clearReporters();
suite.addReporter({
  specStarted: ({ id, fullName }: Spec) => {
    const name = nameOf(id, fullName);
    if (chosen.has(name)) write({ id: name, status: "begun" });
  },
  specDone: ({ id, fullName, status, failedExpectations }: Spec) => {
    if (status === "excluded") return;
    const message = failedExpectations[0]?.message.slice(0, 300);
    write({ id: nameOf(id, fullName), status, ...message !== undefined && { message } });
    // The webgpu engine does not go on after the card refused anything.
    if (failedExpectations.some(({ message }) => message.includes("Cannot go on as"))) Deno.exit(ANEW);
  },
  jasmineDone: () => {
    write({ id: "", status: "done" });
    Deno.exit(0);
  },
});
for (const event of ["unhandledrejection", "error"]) addEventListener(event, (event) => event.preventDefault());
await module("tests");
suite.execute();

/** Runs each kernel as a step of its own, three times: the third is a compiled one. */
function compileEachKernel(compile: (step: () => unknown) => () => unknown): void {
  const run = engine.runKernel.bind(engine);
  let isInside = false;
  engine.runKernel = (...kernel) => {
    if (isInside) return run(...kernel);
    isInside = true;
    try {
      const step = compile(() => engine.scopedRun(() => {}, () => {}, () => run(...kernel)));
      for (let i = 0; i < 2; i++) tf.dispose(step() as Parameters<typeof tf.dispose>[0]);
      return step();
    } finally {
      isInside = false;
    }
  };
}
