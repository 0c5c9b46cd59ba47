/** Weights of a file that a model begins with: what is loaded, and under which names. */
import type { Knowledge } from "./knowledge.ts";

/** Which file, and how its names become the model's. */
export interface WeightsFrom {
  /**
   * The file: a path, a `file:` address, or one of http(s), which is fetched into `dir` once. Safetensors, their index where they
   * are in several files, PyTorch's `.pt` or `.pth` (read as data alone), NumPy's `.npz`, Keras's `.h5`, the `model.json` of tfjs, or a checkpoint of Raptor.
   * Names of timm's and Hugging Face's ResNet, ViT and ConvNeXt are known.
   */
  readonly from: string | URL;
  /** Takes only tensors whose names begin so, such as `backbone.`, and cuts that off. Default all. */
  readonly prefix?: string;
  /**
   * Names of the file in place of others: beginnings and what stands in their place, such as `{ "head.fc.": "fc." }`, of
   * which the longest counts; or a function, which answers undefined for a tensor that is left out. After `prefix`.
   */
  readonly rename?: Readonly<Record<string, string>> | ((name: string) => string | undefined);
  /** Whether weights that the file lacks, or has in another shape, may begin as drawn. Default false: such a file is refused. */
  readonly partial?: boolean;
  /**
   * The part of the model that may be of another shape than in the file, or missing there, and then begins as drawn: where there
   * are other classes to tell apart. A name, or false for none. Default the last layer, where the model says which that is.
   */
  readonly head?: string | false;
  /** Where a file from the network is kept. Default `data/weights`. */
  readonly dir?: string;
  /** Further hosts to which the server may redirect. Default those that are known of it, as of Hugging Face and GitHub. */
  readonly redirects?: readonly string[];
  /** About how large the file is, in MB, as its source states it; told, not checked. */
  readonly megabytes?: number;
  /** What it may be used for; told, not checked. */
  readonly licence?: string;
  /** Who made it, and where; told, not checked. */
  readonly source?: string;
  /** What goes with it, for whoever predicts by it: classes, and what happens to an input before. */
  readonly knows?: Knowledge;
}

/** Weights that others have learnt, as plain data that is imported: all that is to be known before they are fetched. */
export interface PretrainedSpec extends WeightsFrom {
  /** The address; where its name ends in the first digits of its SHA-256, the file must have them. */
  readonly from: string;
  /** About how large it is, in MB, as its source states it. */
  readonly megabytes: number;
  /** What it may be used for. */
  readonly licence: string;
  /** Who made it, and where. */
  readonly source: string;
  /** Its classes, and what happens to an image before. */
  readonly knows: Knowledge;
}

/** Weights for a model, or for the part of it whose names begin with `under`. */
export interface Pretrained extends WeightsFrom {
  /** Such as `backbone/`. Default the whole model. */
  readonly under?: string;
}
