import { assertEquals } from "@std/assert";
import { endStarter } from "../../../src/groups/mpi/starter.ts";

Deno.test({
  name: "endStarter() ends an mpirun that does not end by itself, with what it has started, and nothing else",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir(), mpirun = `${folder}/mpirun`;
    // A program of that name, which waits for another one.
    await Deno.copyFile("/bin/sh", mpirun);
    const start = (path: string) =>
      new Deno.Command(path, { args: ["-c", "sleep 60 & wait; wait"], stdin: "null", stdout: "piped" }).spawn();
    const [waits, other] = [start(mpirun), start("/bin/sh")];
    await new Promise((resolve) => setTimeout(resolve, 100));
    assertEquals([endStarter(waits.pid, 0.2), endStarter(other.pid, 0)], [true, false]);
    // Its output ends once all that it has started is gone.
    await new Response(waits.stdout).text();
    assertEquals((await waits.status).signal, "SIGKILL");
    other.kill();
    await other.stdout.cancel();
    await other.status;
    await Deno.remove(folder, { recursive: true });
  },
});
