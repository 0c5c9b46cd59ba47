/** What groups are told. */
import type { Schedule } from "../../schedule.ts";

/** What is otherwise for a group of weights. */
export interface Group {
  /** Their learning rate, in place of the optimizer's. */
  readonly lr?: number | Schedule;
  /** The factor of the optimizer's learning rate. */
  readonly lrFactor?: number | Schedule;
  /** Their weight decay, in place of the optimizer's; it goes before `noDecay`. */
  readonly weightDecay?: number | Schedule;
  /** The factor of the optimizer's weight decay; it too goes before `noDecay`. */
  readonly weightDecayFactor?: number | Schedule;
  /** Whether they stay as they are. Default false. */
  readonly frozen?: boolean;
}

/** Which weights learn otherwise. */
export interface GroupsOptions {
  /**
   * Groups by a pattern of their weights' names: a name or the first levels of it, as `layer1` for all in it, with `*` for any
   * part of a level and `**` for any levels.
   */
  readonly weights?: Readonly<Record<string, Group>>;
  /**
   * What does not shrink: all weights of fewer than two axes, which are the biases and what norms scale and shift by, or
   * those that patterns name. Default none.
   */
  readonly noDecay?: "normsAndBiases" | readonly string[];
  /**
   * The factor of the learning rate from layer to layer, towards the input: the last one learns at the full rate. A layer is the
   * first level of the names, and the number within it, where there is one, such as `block/3`; norms that stand alone go with what is
   * before them. Or the layers by patterns, the one nearest to the input first; weights that they do not name learn at the
   * full rate. Default 1.
   */
  readonly layerDecay?: number | { readonly factor: number; readonly layers: readonly string[] };
}
