/** Commands for the shell: `deno run -A cli.ts launch -n 4 train.ts`, `deno run -A cli.ts doctor`. */
import { doctor, DOCTOR_HELP } from "./src/cli/doctor.ts";
import { launch, LAUNCH_HELP } from "./src/cli/launch.ts";

const COMMANDS: Readonly<Record<string, readonly [run: (args: readonly string[]) => Promise<number>, help: string]>> = {
  launch: [launch, LAUNCH_HELP],
  doctor: [doctor, DOCTOR_HELP],
};

if (import.meta.main) {
  const [name = "--help", ...args] = Deno.args, [run, help] = COMMANDS[name] ?? [];
  const asks = (word: string | undefined) => word === "--help" || word === "-h";
  if (run === undefined) {
    const all = Object.values(COMMANDS).map(([, help]) => help).join("\n\n");
    if (asks(name)) console.log(all);
    else {console.error(
        `Cannot run ${name} as it must be ${Object.keys(COMMANDS).join(" or ")}: got neither.\n\n${all}`,
      );}
    Deno.exit(asks(name) ? 0 : 2);
  }
  if (asks(args[0])) console.log(help);
  else {
    try {
      Deno.exitCode = await run(args);
    } catch (error) {
      console.error((error as Error).message);
      Deno.exitCode = 2;
    }
  }
}
