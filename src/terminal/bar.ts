/** A progress bar below the lines of a terminal. Where standard error is no terminal there is none. */
import process from "node:process";
// @ts-types="npm:@types/cli-progress@3.11.6"
import type cliProgress from "npm:cli-progress@3.12.0";
import { onDemand } from "../on_demand.ts";

/** What a bar counts. */
export interface BarOptions {
  /** How much there is in all; undefined or 0 where that is unknown. */
  readonly total: number | undefined;
  /** What is counted: bytes are shown in MB. */
  readonly unit: "bytes" | "steps";
}

/** A progress bar on standard error. */
export interface Bar {
  /**
   * Shows how much is done.
   *
   * @param done Out of `total`.
   * @param label Replaces the words before the bar.
   */
  update(done: number, label?: string): void;
  /** Runs `print` with the bar out of its way. */
  around(print: () => void): void;
  /** Takes the bar away. */
  stop(): void;
}

/**
 * Starts a progress bar.
 *
 * @param label The words before the bar.
 *
 * @example
 * ```ts
 * import { bar } from "./bar.ts";
 *
 * const progress = bar("cifar-10-binary.tar.gz", { total: 170e6, unit: "bytes" });
 * progress.update(85e6);
 * progress.stop();
 * ```
 */
export function bar(label: string, { total, unit }: BarOptions): Bar {
  if (!Deno.stderr.isTerminal()) return { update: () => {}, around: (print) => print(), stop: () => {} };
  // A terminal that was closed must not end what the bar tells of.
  if (!process.stderr.listeners("error").includes(ignore)) process.stderr.on("error", ignore);
  const inMegabytes = (value: number) => (value / 1e6).toFixed(1);
  let single: cliProgress.SingleBar | undefined, shown = { done: 0, label }, stopped = false;
  const begin = async () => {
    const { default: { SingleBar } } = await onDemand<{ default: typeof cliProgress }>("npm:cli-progress@3.12.0");
    if (stopped) return;
    single = new SingleBar({
      format: total
        ? `{label} {bar} {percentage}% {value}/{total} ${words[unit]} eta {eta_formatted}`
        : `{label} {value} ${words[unit]}`,
      formatValue: (value, _options, type) =>
        unit === "bytes" && (type === "value" || type === "total") ? inMegabytes(value) : String(value),
      barsize: 30,
      barCompleteChar: "━",
      barIncompleteChar: "─",
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      etaBuffer: 50,
    });
    single.start(total ?? 0, shown.done, { label: shown.label });
  };
  // A package that cannot be had, as without a network, costs the bar and nothing else.
  begin().catch(ignore);
  return {
    update(done, label = shown.label) {
      shown = { done, label };
      single?.update(done, { label });
    },
    around(print) {
      if (single === undefined) return print();
      try {
        Deno.stderr.writeSync(clearLine);
      } catch {
        // Nobody sees it.
      }
      print();
      // The published types lack the argument: draw even when the text has not changed.
      (single as unknown as { render(force: boolean): void }).render(true);
    },
    stop() {
      stopped = true;
      single?.stop();
    },
  };
}

function ignore(): void {}

const words = { bytes: "MB", steps: "steps" } as const;
const clearLine = new TextEncoder().encode("\r\x1b[K");
