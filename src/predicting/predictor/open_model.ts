/** The model that a predictor goes by, its weights in place, and what its checkpoint knows. */
import type { Knowledge } from "../../knowledge.ts";
import { loadCheckpoint } from "../../files/checkpoint.ts";
import { readTexts } from "../../files/safetensors_header.ts";
import type { Model } from "../../model.ts";
import type { Plain, Settings } from "../../settings.ts";
import type { AnyLayer } from "../../tensors/place.ts";
import { listed, namesNotFinite } from "../../tensors/non_finite.ts";
import { tf } from "../../tf.ts";
import { hasMoved } from "../../training/claim.ts";
import { restoreWeights } from "../../training/snapshot.ts";
import { loadWeights } from "../../weights/load_weights.ts";
import { localPath } from "../../weights/load_weights/local_path.ts";
import { networkOf } from "./networks.ts";

/** A model that can predict. */
export interface OpenedModel {
  readonly model: AnyLayer;
  readonly knows: Knowledge;
  /** Whether an input may be of several classes at once. */
  readonly several: boolean;
  /** Whether it was made here, and so are its weights. */
  readonly made: boolean;
}

/**
 * Opens a model.
 *
 * @param from The file, or the model.
 * @param own The model that the weights of the file are written into; default the one that the checkpoint names.
 */
export async function openModel(from: string | URL | AnyLayer, own?: AnyLayer): Promise<OpenedModel> {
  if (typeof from !== "string" && !(from instanceof URL)) {
    if (typeof from?.forward !== "function") {
      throw new TypeError(`Cannot open a predictor as it is made of a checkpoint or a model: got ${String(from)}.`);
    }
    return await ofModel(from);
  }
  const path = await localPath({ from });
  const texts = path.endsWith(".safetensors") ? await readTexts(path).catch(() => undefined) : undefined;
  if (own !== undefined && !texts?.format?.startsWith("raptor ")) {
    const { pretrained: _, ...rest } = own;
    return await ofModel({ ...rest, pretrained: [{ from: path }] });
  }
  const snapshot = await loadCheckpoint(path), { settings = {}, knows = {} } = snapshot;
  const model = own ?? await networkOf(toldOf(settings.model));
  try {
    restoreWeights(snapshot, model);
  } catch (error) {
    if (own === undefined) tf.dispose(model.params as Record<string, tf.Variable>);
    throw error;
  }
  return { model, knows, several: isOfSeveral(toldOf(settings.loss)), made: own === undefined };
}

async function ofModel(model: Model<unknown, unknown>): Promise<OpenedModel> {
  const loaded = hasMoved(model.params) ? [] : await loadWeights(model);
  const missing = loaded.flatMap(({ missing }) => missing);
  const wrong = missing.length > 0 ? missing : await namesNotFinite(model.params);
  if (wrong.length > 0) {
    throw new RangeError(
      `Cannot predict by ${model.name} as all its weights must be learnt: got others in ${listed(wrong)}. ` +
        "Give it a file that has them, or train it.",
    );
  }
  const { classes, ...others } = model.pretrained?.at(-1)?.knows ?? {};
  // What it has learnt since may tell other classes apart.
  const knows = { ...others, ...classes && !hasMoved(model.params) && { classes } };
  return { model: model as AnyLayer, knows, several: false, made: false };
}

function toldOf(part: Plain | undefined): Settings {
  return typeof part === "object" && part !== null && !Array.isArray(part) ? part as Settings : {};
}

/** Losses that ask of each class by itself. */
function isOfSeveral({ name }: Settings): boolean {
  return name === "binaryCrossEntropy" || name === "sigmoidFocal";
}
