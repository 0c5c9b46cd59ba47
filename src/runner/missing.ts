/** Why a chain does not type-check, as a sentence that the editor shows. */

/** Read by a person in an editor, as the reason a chain does not type-check. No value is of this type. */
export interface Missing<Message extends string> {
  /** The sentence. */
  readonly __raptor__: Message;
}

/** The parts that have no default. */
export type Part = "model" | "data" | "loss";

/**
 * The runner itself where the parts are settled, else the sentence that names one that is not.
 *
 * @typeParam Needed The parts that the call needs.
 * @typeParam Has The parts that are settled.
 * @typeParam Call The call.
 * @typeParam Self The runner.
 */
export type After<Needed extends Part, Has extends Part, Call extends string, Self> = [Needed] extends [Has] ? Self
  : Missing<`call .${Exclude<Needed, Has>}() before .${Call}()`>;
