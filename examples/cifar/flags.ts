/** The flags of `examples/cifar.ts`: read, checked, and refused with a sentence. */
import { parseArgs } from "@std/cli/parse-args";
import { auto, cpu, native, resnet101, resnet152, resnet18, resnet34, resnet50, wasm, webgpu } from "../../mod.ts";
import { sayPlainly } from "../flags/say_plainly.ts";

/** Engines by the words of `--engine`; those that can be installed may be. */
export const engines = {
  auto: () => auto({ install: true }),
  native: () => native({ install: true }),
  webgpu,
  wasm,
  cpu,
};

/** Models by the words of `--model`. */
export const models = { resnet18, resnet34, resnet50, resnet101, resnet152 };

const datasets = { cifar10: true, synthetic: true };

const HELP = `Trains and validates a ResNet on CIFAR-10.

  --engine auto|native|webgpu|wasm|cpu   where tensors live (auto: the fastest that this machine has)
  --model resnet18|...|resnet152         the network (resnet50)
  --dataset cifar10|synthetic            the images (cifar10; drawn ones where its host cannot be reached)
  --data-dir DIR                         where CIFAR-10 lies or is downloaded to (data)
  --epochs N                             how often to see all images (5)
  --batch-size N                         images a step (32)
  --lr X                                 learning rate (0.001)
  --momentum X                           momentum (0.9)
  --train-samples N                      learn from the first N images only
  --val-samples N                        judge on the first N images only
  --work-dir DIR                         where logs and checkpoints go (work_dirs/cifar)
  --seed N                               seed of all randomness (0)
  --resume                               go on from the newest checkpoint of the work directory
  --permissions                          print the narrowest deno run command for these flags, and stop
  --help                                 print this, and stop`;

/** What the flags say. */
export interface Flags {
  readonly engine: keyof typeof engines;
  readonly model: keyof typeof models;
  /** Undefined where it was not given. */
  readonly dataset: keyof typeof datasets | undefined;
  readonly dataDir: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly momentum: number;
  /** Left out where all images are used. */
  readonly samples: { readonly trainSamples?: number; readonly valSamples?: number };
  readonly workDir: string;
  readonly seed: number;
  readonly resume: boolean;
  readonly permissions: boolean;
  /** The flags as they were given, without `--permissions`. */
  readonly given: readonly string[];
}

const VALUES = [
  ...["engine", "model", "dataset", "data-dir", "epochs", "batch-size", "lr", "momentum", "train-samples"],
  ...["val-samples", "work-dir", "seed"],
];

/**
 * Reads the flags. A wrong one ends the program with a sentence and exit code 2; `--help` ends it with 0.
 *
 * @param args Of the command line.
 */
export function readFlags(args: readonly string[]): Flags {
  sayPlainly();
  const flags = parseArgs([...args], {
    string: VALUES,
    boolean: ["resume", "permissions", "help"],
    unknown: (arg) => refuse(`${arg} is not a flag of this example.`),
  });
  if (flags.help) {
    console.log(HELP);
    Deno.exit();
  }
  const word = <T extends object>(name: string, among: T, fallback: keyof T & string): keyof T & string => {
    const value = flags[name] ?? fallback;
    if (Object.hasOwn(among, value)) return value as keyof T & string;
    return refuse(`--${name} must be one of ${Object.keys(among).join(", ")}: got ${JSON.stringify(value)}.`);
  };
  const text = (name: string, fallback: string): string => {
    const value = flags[name] ?? fallback;
    return value === "" ? refuse(`--${name} must have a value: got none.`) : value;
  };
  const number = (
    name: string,
    fallback: number | undefined,
    fits: (value: number) => boolean,
    rule: string,
  ): number => {
    const given = flags[name];
    const value = given === undefined ? fallback : given === "" ? NaN : Number(given);
    if (value === undefined) return undefined as never;
    return fits(value) ? value : refuse(`--${name} must be ${rule}: got ${JSON.stringify(given)}.`);
  };
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1;
  const count = (name: string, fallback?: number) => number(name, fallback, isCount, "a whole number of at least 1");
  const samples = { trainSamples: count("train-samples"), valSamples: count("val-samples") };
  return {
    engine: word("engine", engines, "auto"),
    model: word("model", models, "resnet50"),
    dataset: flags.dataset === undefined ? undefined : word("dataset", datasets, "cifar10"),
    dataDir: text("data-dir", "data"),
    epochs: count("epochs", 5),
    batchSize: count("batch-size", 32),
    lr: number("lr", 0.001, (value) => value > 0 && value < Infinity, "a number above 0"),
    momentum: number("momentum", 0.9, (value) => value >= 0 && value < 1, "a number from 0 to below 1"),
    samples: Object.fromEntries(Object.entries(samples).filter(([, value]) => value !== undefined)),
    workDir: text("work-dir", "work_dirs/cifar"),
    seed: number(
      "seed",
      0,
      (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32,
      "a whole number from 0 to 4294967295",
    ),
    resume: flags.resume,
    permissions: flags.permissions,
    given: args.filter((arg) => arg !== "--permissions"),
  };
}

function refuse(sentence: string): never {
  console.error(`${sentence} --help lists the flags and their values.`);
  Deno.exit(2);
}
