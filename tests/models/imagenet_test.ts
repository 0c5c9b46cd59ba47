/** Specs of weights, and a file by the same form from a server of this machine: a host of theirs cannot be asked here. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import * as r from "../../mod.ts";
import { writeSafetensors } from "../../src/files/safetensors.ts";

const SPECS = {
  ...{ resnet18: r.resnet18Imagenet, resnet34: r.resnet34Imagenet, resnet50: r.resnet50Imagenet },
  ...{ resnet101: r.resnet101Imagenet, resnet152: r.resnet152Imagenet, mobileNetV2: r.mobileNetV2Imagenet },
  ...{ resnext50: r.resnext50Imagenet, resnext101: r.resnext101Imagenet, wideResnet50: r.wideResnet50Imagenet },
  wideResnet101: r.wideResnet101Imagenet,
  ...{ mobileNetV3Large: r.mobileNetV3LargeImagenet, mobileNetV3Small: r.mobileNetV3SmallImagenet },
  ...{ efficientNetB0: r.efficientNetB0Imagenet, convNextTiny: r.convNextTinyImagenet, vit: r.vitImagenet },
};

Deno.test("specs of weights are plain data: an https address with digits, size, licence, source, classes, transforms", () => {
  for (const [name, spec] of Object.entries(SPECS)) {
    assertEquals(JSON.parse(JSON.stringify(spec)), spec, name);
    assert(/^https:\/\/[\w.]+\/[\w/.-]+-[0-9a-f]{8}\.pth$/.test(spec.from), spec.from);
    assert(spec.megabytes > 9 && spec.licence.length > 10 && spec.source.includes("torchvision"));
    assertEquals([spec.knows.classes!.length, spec.knows.shape], [1000, [224, 224, 3]]);
    assertEquals(spec.knows.transforms!.map(({ name }) => name), ["resize", "centerCrop"]);
    assertEquals(Object.isFrozen(spec), true);
  }
  const { scale, offset } = r.resnet18Imagenet.knows.normalization!;
  const { affine } = r.normalize({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
  assertEquals({ scale, offset }, { ...affine(3) });
});

Deno.test("a spec's file is fetched once from its host, held against its digits, and predicted by with its classes", async () => {
  const folder = await Deno.makeTempDir(), own = r.mlp({ sizes: [12, 3] });
  r.initialize(own, 5);
  const tensors = Object.fromEntries(
    Object.entries(own.params).map(([name, weight]) => [
      name,
      { dtype: "float32", shape: weight.shape, data: weight.dataSync<"float32">() } as const,
    ]),
  );
  {
    using file = await Deno.open(`${folder}/made.safetensors`, { write: true, create: true });
    await writeSafetensors(file, { tensors, metadata: {} });
  }
  const bytes = await Deno.readFile(`${folder}/made.safetensors`);
  const digits = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  let asked = 0;
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ method }) => {
    asked++;
    return new Response(method === "HEAD" ? null : bytes, { headers: { "content-length": String(bytes.length) } });
  });
  const host = `http://127.0.0.1:${server.addr.port}`;
  const spec = (digits: string): r.PretrainedSpec => ({
    ...{ from: `${host}/models/tiny-${digits}.safetensors`, megabytes: 0.001, licence: "MIT", source: "a test" },
    dir: `${folder}/kept`,
    knows: {
      classes: ["red", "green", "blue"],
      shape: [2, 2, 3],
      normalization: { scale: [1, 1, 1], offset: [0, 0, 0] },
    },
  });
  const make = (digits: string) => r.mlp({ sizes: [12, 3], weights: spec(digits) });
  const sentence = r.runner().model(make(digits)).engine(r.cpu());
  assertEquals(sentence.permissions().at(-1), `--allow-net=127.0.0.1:${server.addr.port}`);
  const picture = { dtype: "uint8", shape: [2, 2, 3], data: new Uint8Array(12).fill(9) } as const;
  for (let time = 0; time < 2; time++) {
    using predict = await r.predictor(make(digits), { engine: r.cpu() });
    const { name, scores } = await predict(picture);
    assertEquals([scores!.length, predict.knows.classes!.includes(name!)], [3, true]);
  }
  assertEquals(asked, 2);
  await assertRejects(() => r.predictor(make("00000000"), { engine: r.cpu() }), Error, "must begin with 00000000");
  await assertRejects(
    () => r.predictor(r.mlp({ sizes: [12, 2], weights: spec(digits) }), { engine: r.cpu() }),
    RangeError,
  );
  await Deno.remove(folder, { recursive: true });
});
