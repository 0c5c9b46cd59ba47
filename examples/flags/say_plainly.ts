/** What a person at a terminal reads of an error. */

/**
 * From here on, an error that is a sentence is printed without its stack, and ends the example with exit code 1. What follows
 * from a run that was interrupted ends it with the code of the signal, as the log has said why.
 */
export function sayPlainly(): void {
  addEventListener("unhandledrejection", (event) => {
    if (Deno.exitCode > 128) Deno.exit();
    const { reason } = event;
    if (!(reason instanceof Error) || !/^Cannot [^]* as /.test(reason.message)) return;
    event.preventDefault();
    console.error(reason.message);
    Deno.exit(1);
  });
}
