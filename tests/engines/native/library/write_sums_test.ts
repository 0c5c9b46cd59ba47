import { assertEquals } from "@std/assert";
import { writeSums } from "../../../../src/engines/native/library/write_sums.ts";
import { need, runs } from "../../../needs.ts";

Deno.test({
  name: "writeSums() writes what sha256sum checks, and a changed library fails that",
  ...await need("sha256sum", "install coreutils", () => runs("sha256sum", "--version")),
  async fn() {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/b.so`, "abc");
    await Deno.writeTextFile(`${folder}/a.so`, "");
    await writeSums(folder, ["x.whl", "y.whl"]);
    const check = async () => {
      const command = new Deno.Command("sha256sum", { args: ["--check", "--strict", "SHA256SUMS"], cwd: folder });
      const { success, stdout } = await command.output();
      return [success, new TextDecoder().decode(stdout)];
    };
    assertEquals(await check(), [true, "a.so: OK\nb.so: OK\n"]);
    await Deno.writeTextFile(`${folder}/b.so`, "abd");
    assertEquals(await check(), [false, "a.so: OK\nb.so: FAILED\n"]);
    assertEquals((await Deno.readTextFile(`${folder}/SHA256SUMS`)).split("\n").slice(0, 2), [
      "# From x.whl",
      "# From y.whl",
    ]);
    await Deno.remove(folder, { recursive: true });
  },
});
