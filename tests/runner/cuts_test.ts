/**
 * A run that is cut anywhere and goes on ends with the numbers of one that was not, on every engine: at 20 places here, at more,
 * and three times over, by `deno task resume`.
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { cpu, native, wasm } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { stateOf } from "../state_of.ts";
import { cutAnywhere, scoresIn, trained } from "./cut_anywhere.ts";

const CUTS = Number(Deno.env.get("RAPTOR_CUTS") ?? 20), RUNS = CUTS > 20 ? 3 : 1;

Deno.test("the run that is cut has all that it is to have: rates that fell, averages, half-done sums, dropout, two scores", async () => {
  const workDir = await Deno.makeTempDir();
  const { places, history } = await trained(cpu(), workDir, {});
  const snapshot = await stateOf(`${workDir}/epoch_5.safetensors`);
  assertEquals(places.filter((place) => place.startsWith("step")).length, 35);
  // 2 validations an epoch, of 3 batches and 3 more.
  assertEquals(places.filter((place) => place.startsWith("val")).length, 60);
  const slots = Object.keys(snapshot.slots);
  for (const part of ["averaged", "accumulated", "velocity", "first"]) {
    assert(slots.some((slot) => slot.split(/[/]/).some((word) => word.startsWith(part))), `${part} in ${slots}`);
  }
  const rates = history.flatMap((row) => row.type === "report" ? [row.lr!] : []);
  assert(rates.at(-1)! < rates[0]!);
  assertEquals(
    Object.keys(scoresIn(history)[0]!.type === "scores" ? (scoresIn(history)[0] as { scores: object }).scores : {}),
    [
      ...["accuracy", "loss", "further/accuracy", "further/loss", "train/accuracy", "train/loss"],
    ],
  );
  const other = await Deno.makeTempDir();
  await trained(cpu(), other, { epochs: 4 });
  assertNotEquals((await stateOf(`${other}/epoch_4.safetensors`)).weights, snapshot.weights);
  for (const dir of [workDir, other]) await Deno.remove(dir, { recursive: true });
});

const library = await needLibrary();
const engines = {
  cpu: { engine: cpu(), ignore: false },
  wasm: { engine: wasm(), ignore: false },
  "native, compiled": { engine: native(), ...library },
  "native, eager": { engine: native({ compile: false }), ...library },
};
for (const [name, { engine, ignore }] of Object.entries(engines)) {
  for (let seed = 1; seed <= RUNS; seed++) {
    Deno.test({
      name: `a run on ${name} that is cut at ${CUTS} places ends with the numbers of one that is not (${seed})`,
      ignore,
      fn: () => cutAnywhere(engine, CUTS, seed),
    });
  }
}
