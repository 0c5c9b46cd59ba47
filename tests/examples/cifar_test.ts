import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import { needMpi, ranksOf } from "../mpi.ts";
import { deno, ROOT } from "../program.ts";
import { stateOf } from "../state_of.ts";

const EXAMPLE = `${ROOT}examples/cifar.ts`;
const TINY = [
  "--dataset",
  "synthetic",
  "--engine",
  "wasm",
  "--model",
  "resnet18",
  "--train-samples",
  "64",
  "--val-samples",
  "32",
];

const run = (cwd: string, ...flags: string[]) => deno(["run", "-A", "--quiet", EXAMPLE, ...flags], { cwd });

Deno.test("cifar.ts trains, validates, logs MMEngine's lines and saves", async () => {
  const cwd = await Deno.makeTempDir();
  const { code, stdout, stderr } = await run(cwd, ...TINY, "--epochs", "1", "--batch-size", "16");
  assertEquals([code, stderr], [0, ""]);
  for (
    const part of [
      "System environment:",
      "Engine: wasm",
      "seed: 0",
      "Checkpoints will be saved to work_dirs/cifar.",
      "Saving checkpoint at 1 epochs",
    ]
  ) {
    assertStringIncludes(stdout, part);
  }
  assertMatch(
    stdout,
    /Epoch\(train\) \[1\]\[4\/4\] {2}lr: 1\.0000e-03 {2}eta: 0:00:00 {2}time: \d+\.\d{4} {2}data_time: \d+\.\d{4} {2}loss: \d\.\d{4}\n/,
  );
  assertMatch(
    stdout,
    /Epoch\(val\) \[1\]\[2\/2\] {4}accuracy: \d+\.\d{4} {2}data_time: \d+\.\d{4} {2}time: \d+\.\d{4}\n/,
  );
  assertEquals(await Deno.readTextFile(`${cwd}/work_dirs/cifar/last_checkpoint`), "epoch_1.safetensors");
  await Deno.remove(cwd, { recursive: true });
});

Deno.test({
  ...{ name: "cifar.ts on two ranks, by mpirun, writes one log and one scalars.json", ...await needMpi() },
  async fn() {
    const workDir = await Deno.makeTempDir();
    const [samples, words] = [["--train-samples", "8", "--val-samples", "4"], ["--epochs", "1", "--batch-size", "4"]];
    const flags = [...TINY.slice(0, 6), ...samples, ...words, "--work-dir", workDir];
    const { code, stderr } = await ranksOf(2, EXAMPLE, ...flags).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const written = Array.from(walk(workDir)).filter((path) => /\.log$|scalars\.json$/.test(path));
    assertEquals(written.map((path) => path.replace(/.*\./, "")).toSorted(), ["json", "log"]);
    const lines = (await Deno.readTextFile(written.find((path) => path.endsWith("json"))!)).trim().split("\n");
    assertEquals(lines.filter((line) => "accuracy" in JSON.parse(line)).length, 1);
    await Deno.remove(workDir, { recursive: true });
  },
});

function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* walk(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}

Deno.test("cifar.ts gives 130 after Ctrl-C, and resumes in mid-epoch to the state of the straight run", async () => {
  const cwd = await Deno.makeTempDir();
  const flags = [...TINY, "--epochs", "2", "--batch-size", "16", "--seed", "3"];
  await run(cwd, ...flags, "--work-dir", "straight");

  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", EXAMPLE, ...flags, "--work-dir", "cut"],
    cwd,
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("Checkpoints will be saved")) {
      child.kill("SIGINT");
      break;
    }
  }
  const [{ code }] = await Promise.all([child.status, child.stderr.cancel()]);
  assertEquals(code, 130);
  assertMatch(await Deno.readTextFile(`${cwd}/cut/last_checkpoint`), /^step_\d+\.safetensors$/);

  assertEquals((await run(cwd, ...flags, "--work-dir", "cut", "--resume")).code, 0);
  // The whole state after the last epoch, to the last bit; what files a run has written is its own.
  const state = (workDir: string) => stateOf(`${cwd}/${workDir}/epoch_2.safetensors`);
  assertEquals(await state("cut"), await state("straight"));
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("cifar.ts refuses unknown flags and bad values with a sentence and exit code 2", async () => {
  const cwd = await Deno.makeTempDir();
  const refusals: [string[], string][] = [
    [["--epoch", "5"], "--epoch is not a flag of this example."],
    [["five"], "five is not a flag of this example."],
    [["--epochs", "0"], `--epochs must be a whole number of at least 1: got "0".`],
    [["--epochs", ""], `--epochs must be a whole number of at least 1: got "".`],
    [["--batch-size", "1.5"], `--batch-size must be a whole number of at least 1: got "1.5".`],
    [["--lr", "fast"], `--lr must be a number above 0: got "fast".`],
    [["--momentum", "1"], `--momentum must be a number from 0 to below 1: got "1".`],
    [["--engine", "gpu"], `--engine must be one of auto, native, webgpu, wasm, cpu: got "gpu".`],
    [
      ["--model", "constructor"],
      `--model must be one of resnet18, resnet34, resnet50, resnet101, resnet152: got "constructor".`,
    ],
    [["--dataset", "mnist"], `--dataset must be one of cifar10, synthetic: got "mnist".`],
    [["--seed=-1"], `--seed must be a whole number from 0 to 4294967295: got "-1".`],
    [["--work-dir"], "--work-dir must have a value: got none."],
  ];
  for (const [flags, sentence] of refusals) {
    const { code, stderr, stdout } = await run(cwd, ...flags);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, sentence);
    assertStringIncludes(stderr, "--help lists the flags and their values.");
  }
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("cifar.ts --help lists every flag", async () => {
  const { code, stdout } = await run(ROOT, "--help");
  assertEquals(code, 0);
  for (
    const flag of [
      "engine",
      "model",
      "dataset",
      "data-dir",
      "epochs",
      "batch-size",
      "lr",
      "momentum",
      "train-samples",
      "val-samples",
      "work-dir",
      "seed",
      "resume",
      "permissions",
      "help",
    ]
  ) {
    assertStringIncludes(stdout, `--${flag} `);
  }
});

/** What Deno's permission audit says was used of each flag, as `name: scopes that nothing asked for`. */
async function unused(granted: readonly string[], audit: string, cwd: string): Promise<string[]> {
  const asked = (await Deno.readTextFile(audit)).trimEnd().split("\n").map((line) =>
    JSON.parse(line) as { permission: string; value: string }
  );
  return granted.flatMap((flag) => {
    const [, name, scopes] = flag.match(/^--allow-(\w+)=(.*)$/)!;
    return scopes!.split(",").filter((scope) =>
      !asked.some(({ permission, value }) =>
        permission === name && (value === scope || resolve(cwd, value).startsWith(resolve(cwd, scope)))
      )
    ).map((scope) => `${name}: ${scope}`);
  });
}

Deno.test("cifar.ts with the flags that --permissions prints needs no others, and each of them", async () => {
  const cwd = await Deno.makeTempDir();
  const flags = [...TINY, "--epochs", "1", "--batch-size", "32"];
  const { stdout } = await run(cwd, ...flags, "--permissions");
  const [, ...words] = stdout.trim().split(" ");
  assertEquals([words[0], words.slice(words.indexOf("examples/cifar.ts") + 1)], ["run", flags]);
  const granted = words.slice(1, words.indexOf("examples/cifar.ts"));
  const audit = `${cwd}/audit.jsonl`;
  const command = ["run", "--no-prompt", "--quiet", ...granted, EXAMPLE, ...flags];
  const narrow = await deno(command, { cwd, env: { DENO_AUDIT_PERMISSIONS: audit } });
  assertEquals([narrow.code, narrow.stderr], [0, ""]);
  assertEquals(await unused(granted, audit, cwd), []);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("cifar.ts --permissions prints a command that a shell reads as it was meant", async () => {
  const cwd = await Deno.makeTempDir();
  const { stdout } = await run(cwd, ...TINY, "--work-dir", "my $(touch evil) runs", "--permissions");
  const shell = new Deno.Command("sh", { args: ["-c", stdout.replace(/^deno run/, "printf '%s\\n'")], cwd });
  const words = new TextDecoder().decode((await shell.output()).stdout).split("\n");
  assertEquals(words.includes("--allow-write=my $(touch evil) runs"), true, stdout);
  assertEquals(await Array.fromAsync(Deno.readDir(cwd)), []);
  const refused = await run(cwd, ...TINY, "--work-dir", "x,/etc", "--permissions");
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assertStringIncludes(refused.stderr, 'at commas: got "x,/etc"');
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("cifar.ts goes on with drawn images, loudly, where the host cannot be reached, unless CIFAR-10 was asked for", async () => {
  const cwd = await Deno.makeTempDir();
  const flags = [
    "--engine",
    "wasm",
    "--model",
    "resnet18",
    "--train-samples",
    "32",
    "--val-samples",
    "32",
    "--epochs",
    "1",
  ];
  const narrow = [
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-env",
    "--allow-read",
    "--allow-write",
    "--allow-net=127.0.0.1:9",
  ];
  const proxied = { HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9" };
  const free = ["run", "-A", "--quiet"];
  const asked = await deno([...free, EXAMPLE, ...flags, "--dataset", "cifar10"], { cwd, env: proxied });
  assertEquals(asked.code, 1);
  const fallen = await deno([...free, EXAMPLE, ...flags], { cwd, env: proxied });
  assertEquals(fallen.code, 0);
  assertStringIncludes(fallen.stderr, "TRAINING ON DRAWN IMAGES INSTEAD OF CIFAR-10");
  assertStringIncludes(fallen.stdout, "dataset: synthetic");
  const denied = await deno([...narrow, EXAMPLE, ...flags, "--dataset", "cifar10"], { cwd });
  assertStringIncludes(denied.stderr, "--allow-net=www.cs.toronto.edu");
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("the part of cifar.ts that a user writes stays under 80 lines", async () => {
  assert((await Deno.readTextFile(EXAMPLE)).split("\n").length <= 80);
});
