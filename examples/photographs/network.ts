/** The networks that `examples/photographs.ts` may begin with: by the word of `--model`, by what a checkpoint says, or by a file's name. */
import * as r from "../../mod.ts";

/** What each of them is made by. */
const networks = {
  resnet18: r.resnet18,
  resnet34: r.resnet34,
  resnet50: r.resnet50,
  resnet101: r.resnet101,
  resnet152: r.resnet152,
  resnext50: r.resnext50,
  resnext101: r.resnext101,
  wideResnet50: r.wideResnet50,
  wideResnet101: r.wideResnet101,
  mobileNetV2: r.mobileNetV2,
  mobileNetV3Large: r.mobileNetV3Large,
  mobileNetV3Small: r.mobileNetV3Small,
  efficientNetB0: r.efficientNetB0,
  convNextTiny: r.convNextTiny,
  vgg11: r.vgg11,
  vgg13: r.vgg13,
  vgg16: r.vgg16,
  vgg19: r.vgg19,
  swin: r.swin,
  vit: (options: { readonly classes: number; readonly weights: string }) => r.vit({ ...options, imageSize: 224 }),
} as const;

/** A network of photographs. */
type Network = r.Model<r.tf.Tensor4D, r.tf.Tensor2D>;

/**
 * Makes a network that begins with a file.
 *
 * @param weights The file.
 * @param classes To tell apart.
 * @param name As `--model` says it; default what the file says.
 */
export async function networkOf(weights: string, classes: number, name?: string): Promise<Network> {
  const names = Object.keys(networks), word = name ?? await nameOf(weights);
  if (word === undefined || !Object.hasOwn(networks, word)) {
    throw new TypeError(
      `Cannot tell the network of ${weights} as ${
        name === undefined ? "its name must begin with one" : "--model must be one"
      } of ${names.join(", ")}: got ${word ?? "none"}.${name === undefined ? " Say it by --model." : ""}`,
    );
  }
  return networks[word as keyof typeof networks]({ classes, weights });
}

/** The network that a checkpoint of Raptor was made of, else the one whose name a file begins with: `mobilenet_v2-b0353104.pth`. */
async function nameOf(file: string): Promise<string | undefined> {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const known = Object.keys(networks).toSorted((a, b) => b.length - a.length);
  if (file.endsWith(".safetensors")) {
    const made = await r.loadCheckpoint(file).then(
      ({ settings }) => (settings?.model as { name?: string })?.name,
      () => undefined,
    );
    if (made !== undefined) return made;
  }
  const begin = bare(file.split(/[\\/]/).at(-1)!);
  return known.find((name) => begin.startsWith(bare(name)));
}
