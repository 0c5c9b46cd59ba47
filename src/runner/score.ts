/** What `.validate()` and `.test()` do. */
import type { Scores } from "../training/scores_of.ts";
import { sharing } from "../training/shares.ts";
import { runJudge } from "../training/judge/run_judge.ts";
import type { WeightsOptions } from "./call_options.ts";
import { checkChain, checkData } from "./checks.ts";
import { judgedBy } from "./judged_by.ts";
import { lent } from "./origin.ts";
import { ranksOf } from "./ranks.ts";
import { type Props, run } from "./run.ts";
import { isInSteps } from "./run_settings.ts";
import { settle } from "./settle.ts";
import { writeScores } from "./write_scores.ts";

/**
 * Judges what a sentence has learnt.
 *
 * @param sentence Its parts.
 * @param task Which of the dataset's passes.
 * @param options Whose weights.
 * @throws {TypeError} If the chain is not complete and right, with every reason.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { cpu, sgd } from "jsr:@raptor/raptor";
 * import { score } from "./score.ts";
 *
 * const sentence = { optimizer: sgd({ lr: 0.1 }), engine: cpu(), metrics: [], hooks: [] };
 * await assertRejects(() => score(sentence, "val"), TypeError, "call .evaluator() before .validate()");
 * ```
 */
export async function score<N extends string>(
  { origin, ...given }: Props,
  task: "val" | "test",
  options: WeightsOptions = {},
): Promise<Scores<N>> {
  const verb = task === "val" ? "validate" : "test";
  const { checkpoint = false } = options ?? {};
  return await lent(origin?.toUse(checkpoint !== false), async (loan) => {
    const ranks = await ranksOf(given.ranks), shared = ranks && typeof given.data?.train === "function";
    const data = shared ? { data: sharing(given.data!) } : {};
    const props = { ...judgedBy(given), ...data, ...loan && { model: loan.model } };
    const needs = given.judging?.loss ? ["loss"] as const : [];
    checkChain(verb, ["model", "data", "evaluator", ...needs], props, options, [loan?.taken]);
    const call = { verb, options: { checkpoint } } as const;
    const { scores, logDir } = await run<unknown, unknown, unknown, N>(
      props,
      call,
      checkpoint,
      async ({ from, reports: _, recent: __, note, ...opened }) => {
        checkData(verb, props);
        for (const line of await settle(loan!, from, opened.seed)) note(line);
        return runJudge({ ...opened, inSteps: isInSteps(from?.settings) }, task, from?.progress);
      },
    );
    if (logDir !== undefined) await writeScores(logDir, scores!);
    return scores!;
  });
}
