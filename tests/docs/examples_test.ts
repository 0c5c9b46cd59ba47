/**
 * The examples of documentation run. They share one isolate, where TensorFlow.js and Raptor are loaded once and not a thousand
 * times; that their types are right, `deno test --doc --no-run` says.
 */
import { tf } from "../../src/tf.ts";
import { files } from "../house/imports.ts";
import { ROOT } from "../program.ts";
import { examplesOf, moduleOf } from "./examples_of.ts";

const root = new URL("../../", import.meta.url).href;
const guides = Array.from(Deno.readDirSync(`${ROOT}docs`), ({ name }) => `docs/${name}`);
const sources = await Array.fromAsync(files(`${ROOT}src`), (path) => path.slice(ROOT.length));

for (
  const file of [
    "README.md",
    "mod.ts",
    ...guides.filter((name) => name.endsWith(".md")).sort(),
    ...sources.sort(),
  ]
) {
  for (const example of examplesOf(file, await Deno.readTextFile(ROOT + file))) {
    Deno.test(`${file}#${example.line}`, async () => {
      const exported = file.startsWith("src/") ? Object.keys(await import(root + file)) : [];
      const code = `${moduleOf(example, exported, root)}\n// ${file}#${example.line}`;
      try {
        await import(`data:application/typescript,${encodeURIComponent(code)}`);
      } finally {
        await tf.setBackend("cpu");
      }
    });
  }
}
