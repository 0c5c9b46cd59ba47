/** What a checkpoint may name is a closed table, and a complete one. */
import { assert, assertEquals } from "@std/assert";
import { NETWORKS } from "../../src/predicting/predictor/networks.ts";

/** They make networks of functions, or none at all. */
const OTHERS = [
  ...[
    "model",
    "pretrained",
    "layersModel",
    "averaged",
    "mirrored",
    "shifted",
    "fiveCrop",
    "tenCrop",
    "summary",
    "checkpointed",
    "generate",
  ],
  ...["features", "stage", "imageClassifier", "gpt2", "initialized"],
];

Deno.test("every network and layer of mod.ts is in the table that predictor() goes by, or named here as none", async () => {
  const list = await Deno.readTextFile("mod.ts");
  const exported = [...list.matchAll(/^export \{([^}]*)\} from "\.\/src\/(?:models|layers)\/[^"]+";/gm)];
  assert(exported.length > 30, "the pattern must find the exports");
  const names = exported.flatMap(([, names]) => names!.split(",").map((name) => name.trim()));
  // What is no function of options, such as the spec of weights, is written in another way.
  const factories = names.filter((name) => name !== "" && !name.startsWith("type ") && !/Imagenet$/.test(name));
  assertEquals(factories.filter((name) => !OTHERS.includes(name) && !(name in NETWORKS)), []);
});
