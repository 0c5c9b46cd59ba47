/** The installer with a pip of our own, which leaves a small wheel: a zip as pip would, with other contents. */
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { packTar } from "npm:modern-tar@0.8.6";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "npm:@zip.js/zip.js@2.24.0";
import { cudaFiles } from "../../../../src/engines/native/library/cuda/cuda_files.ts";
import { installLibtensorflow } from "../../../../src/engines/native/library/install_library.ts";

const linux = { ignore: Deno.build.os !== "linux" };
const SUMS = "SHA256SUMS", CC = "libtensorflow_cc.so.2", FRAMEWORK = "libtensorflow_framework.so.2";

/** A header that passes for a library of this machine. */
function library(end = 64): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2]);
  const view = new DataView(bytes.buffer);
  view.setUint16(0x12, Deno.build.arch === "x86_64" ? 62 : 183, true);
  view.setBigUint64(0x28, BigInt(end - 64), true);
  view.setUint16(0x3a, 64, true);
  view.setUint16(0x3c, 1, true);
  return bytes;
}

async function wheel(files: Record<string, Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, bytes] of Object.entries(files)) await zip.add(name, new Uint8ArrayReader(bytes));
  return await zip.close() as Uint8Array<ArrayBuffer>;
}

/** A program that answers as pip does and copies `bytes` to where it is told. */
async function pip(bytes: Uint8Array<ArrayBuffer>, before = ""): Promise<readonly string[]> {
  const folder = await Deno.makeTempDir();
  await Deno.writeFile(join(folder, "package.whl"), bytes);
  await Deno.writeTextFile(
    join(folder, "pip.ts"),
    `const { args } = Deno;
    if (args.includes("--version")) Deno.exit(0);
    ${before}
    const to = args[args.indexOf("--dest") + 1];
    await Deno.copyFile(${JSON.stringify(join(folder, "package.whl"))}, to + "/tensorflow_cpu-2.21.0.whl");`,
  );
  return [Deno.execPath(), "run", "-A", "--quiet", join(folder, "pip.ts")];
}

const sum = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).toSorted();
}

const whole = () =>
  wheel({
    [`tensorflow/${CC}`]: library(),
    [`tensorflow/${FRAMEWORK}`]: library(),
    "tensorflow/big.py": new Uint8Array(1000),
  });

Deno.test({
  name: "installLibtensorflow() takes the two libraries out of the wheel and leaves nothing else",
  ...linux,
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
    const bytes = await whole();
    const found = await installLibtensorflow({ pip: await pip(bytes), sha256: sum(bytes), folder });
    assertEquals(found, { main: join(folder, CC), framework: join(folder, FRAMEWORK), origin: "an install" });
    assertEquals([await names(parent), await names(folder)], [["libtensorflow"], [SUMS, CC, FRAMEWORK]]);
    assertEquals(await Deno.readFile(found.main), library());
    assertEquals(
      await Deno.readTextFile(join(folder, SUMS)),
      `# From tensorflow_cpu-2.21.0.whl of SHA-256 ${sum(bytes)}, as it had to be\n` +
        `${sum(library())}  ${CC}\n${sum(library())}  ${FRAMEWORK}\n`,
    );
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test({
  name: "installLibtensorflow() refuses another wheel than the pinned one, and names both sums",
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
    const bytes = await whole(), program = await pip(bytes);
    assertEquals(
      (await assertRejects(() => installLibtensorflow({ pip: program, folder }), Error)).message,
      "Cannot install libtensorflow as the SHA-256 of tensorflow_cpu-2.21.0.whl must be " +
        `2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c: got ${sum(bytes)}\n` +
        "It was damaged or replaced on its way, and none of it is used. Try again later, or from another index of packages.",
    );
    assertEquals(await names(parent), []);
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test({
  name: "installLibtensorflow() asks pip for one wheel, whatever Python there is",
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
    const program = await pip(new Uint8Array(), `console.error(args.join(" ")); Deno.exit(1);`);
    const { message } = await assertRejects(() => installLibtensorflow({ pip: program, folder }), Error);
    assertStringIncludes(message, "--implementation cp --python-version 3.11 --platform manylinux_2_27_x86_64 --dest ");
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test({
  name: "installLibtensorflow() in two processes at once leaves one whole install",
  ...linux,
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
    const bytes = await whole(), program = await pip(bytes), sha256 = sum(bytes);
    const [first, second] = await Promise.all([1, 2].map(() => installLibtensorflow({ pip: program, sha256, folder })));
    assertEquals(first, second);
    assertEquals([await names(parent), await names(folder)], [["libtensorflow"], [SUMS, CC, FRAMEWORK]]);
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test({
  name: "installLibtensorflow() waits for another one under way, and clears away what one left that was killed",
  ...linux,
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow"), marks = join(parent, "asked");
    const bytes = await whole(), sha256 = sum(bytes);
    const note = `Deno.writeTextFileSync(${JSON.stringify(marks)}, args[0] + "\\n", { append: true });`;
    const hang = await pip(bytes, `${note} await new Promise((go) => setTimeout(go, 20_000));`);
    const program = await pip(bytes, note);
    const script = (options: object) => `
      import { installLibtensorflow } from ${JSON.stringify(import.meta.resolve("../../../../mod.ts"))};
      await installLibtensorflow(${JSON.stringify(options)});`;
    const start = (options: object) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--quiet", `data:text/typescript,${encodeURIComponent(script(options))}`],
        stderr: "null",
      }).spawn();
    const asked = async (times: number) => {
      while ((await Deno.readTextFile(marks).catch(() => "")).split("\n").length <= times) {
        await new Promise((go) => setTimeout(go, 50));
      }
    };
    const first = start({ pip: hang, sha256, folder });
    await asked(1);
    const left = (await names(parent)).filter((name) => name.startsWith("."));
    assertEquals(left, [".libtensorflow.run-install.tmp"]);
    first.kill("SIGKILL");
    await first.status;
    assertEquals((await names(parent)).filter((name) => name.startsWith(".")), left);
    const both = [1, 2].map(() => start({ pip: program, sha256, folder }));
    assertEquals((await Promise.all(both.map(({ status }) => status))).map(({ code }) => code), [0, 0]);
    // The second one had nothing to fetch.
    assertEquals((await Deno.readTextFile(marks)).trim().split("\n").length, 2);
    assertEquals([await names(parent), await names(folder)], [["asked", "libtensorflow"], [SUMS, CC, FRAMEWORK]]);
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test({
  name: "installLibtensorflow() leaves nothing behind when the wheel is broken, cut or of another kind",
  ...linux,
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
    const attempt = async (bytes: Uint8Array<ArrayBuffer>) => {
      const program = await pip(bytes), sha256 = sum(bytes);
      const error = await assertRejects(() => installLibtensorflow({ pip: program, sha256, folder }), Error);
      assertEquals(await names(parent), []);
      return error.message;
    };
    assertStringIncludes(
      await attempt(await wheel({ "other/file.py": library() })),
      `a wheel of TensorFlow holds ${CC}: got none`,
    );
    assertStringIncludes(
      await attempt(await wheel({ [`tensorflow/${CC}`]: library(4096) })),
      "as it is cut short: got 64 bytes",
    );
    const bytes = await whole();
    await attempt(bytes.slice(0, bytes.length / 2));
    // One bit of the first library's data, behind its local header: the checksum in the zip tells.
    const spoilt = bytes.slice();
    const view = new DataView(spoilt.buffer);
    spoilt[30 + view.getUint16(26, true) + view.getUint16(28, true) + 4]! ^= 1;
    await attempt(spoilt);
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test("installLibtensorflow() says what pip said, and what to do where there is none", async () => {
  const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
  const failing = await pip(new Uint8Array(), `console.error("ERROR: no network"); Deno.exit(1);`);
  await assertRejects(
    () => installLibtensorflow({ pip: failing, folder }),
    Error,
    "pip must find tensorflow-cpu==2.21.0: got ERROR: no network",
  );
  await assertRejects(
    () => installLibtensorflow({ pip: ["no-such-pip"], folder }),
    Error,
    "Cannot install libtensorflow as pip must be there to fetch it: got no program no-such-pip\n" +
      "Install Python's pip, or name a libtensorflow by RAPTOR_LIBTENSORFLOW.",
  );
  assertEquals(await names(parent), []);
  await Deno.remove(parent, { recursive: true });
});

/** An archive for C as TensorFlow packs it: files under their whole version, and links to them. */
async function archive(...names: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const entries = names.map((name) => ({ header: { name, size: 64, type: "file" as const }, body: library() }));
  const link = {
    header: { name: "./lib/libtensorflow.so", size: 0, type: "symlink" as const, linkname: "libtensorflow.so.2" },
  };
  const packed = await packTar([...entries, link]);
  const zipped = new Blob([packed as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

async function served<T>(answer: () => Response, use: (url: string) => Promise<T>): Promise<T> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);
  try {
    return await use(`http://127.0.0.1:${server.addr.port}/libtensorflow-cpu-linux-x86_64.tar.gz`);
  } finally {
    await server.shutdown();
  }
}

Deno.test({
  name: "installLibtensorflow() without pip takes the libraries out of the archive for C",
  ...linux,
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
    const bytes = await archive(
      "./LICENSE",
      "./lib/libtensorflow.so.2.18.0",
      "./lib/libtensorflow_framework.so.2.18.0",
    );
    const found = await served(
      () => new Response(bytes),
      (url) => installLibtensorflow({ pip: false, archive: url, sha256: sum(bytes), folder }),
    );
    assertEquals(found, {
      main: join(folder, "libtensorflow.so.2"),
      framework: join(folder, FRAMEWORK),
      origin: "an install",
    });
    assertEquals([await names(parent), await names(folder)], [
      ["libtensorflow"],
      [SUMS, "libtensorflow.so.2", FRAMEWORK],
    ]);
    assertStringIncludes(
      await Deno.readTextFile(join(folder, SUMS)),
      `libtensorflow-cpu-linux-x86_64.tar.gz of SHA-256 ${sum(bytes)}, as it had to be\n`,
    );
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test("installLibtensorflow() leaves nothing behind when the archive is missing, cut or of another kind", async () => {
  const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
  const attempt = async (answer: () => Response) => {
    const error = await served(
      answer,
      (url) => assertRejects(() => installLibtensorflow({ pip: false, archive: url, folder }), Error),
    );
    assertEquals(await names(parent), []);
    return error.message;
  };
  const bytes = await archive("./lib/libtensorflow.so.2.18.0", "./lib/libtensorflow_framework.so.2.18.0");
  assertStringIncludes(await attempt(() => new Response("gone", { status: 404 })), "the server must have it: got 404");
  await attempt(() => new Response(bytes.slice(0, bytes.length / 2)));
  const half = await archive("./lib/libtensorflow.so.2.18.0");
  assertStringIncludes(await attempt(() => new Response(half)), "got 1 of the two");
  const tampered = await assertRejects(
    () =>
      served(
        () => new Response(bytes),
        (url) => installLibtensorflow({ pip: false, archive: url, sha256: sum(half), folder }),
      ),
    Error,
  );
  assertStringIncludes(tampered.message, `.tar.gz must be ${sum(half)}: got ${sum(bytes)}\n`);
  assertEquals(await names(parent), []);
  await Deno.remove(parent, { recursive: true });
});

/** A pip that leaves a wheel for each requirement by the package's name, and writes down what it was asked for. */
async function pipOf(
  wheels: Record<string, Uint8Array<ArrayBuffer>>,
): Promise<{ program: readonly string[]; asked: () => Promise<string> }> {
  const folder = await Deno.makeTempDir();
  for (const [name, bytes] of Object.entries(wheels)) await Deno.writeFile(join(folder, `${name}.whl`), bytes);
  const pip = join(folder, "pip.ts"), log = join(folder, "asked");
  await Deno.writeTextFile(
    pip,
    `const { args } = Deno;
    const at = args.indexOf("--dest") + 1;
    for (const requirement of args.slice(at + 1)) {
      Deno.writeTextFileSync(${JSON.stringify(log)}, requirement + "\\n", { append: true });
      const name = requirement.match(/^[a-z0-9-]+/)[0];
      Deno.copyFileSync(${JSON.stringify(folder)} + "/" + name + ".whl", args[at] + "/" + name + "-1-py3.whl");
    }`,
  );
  return { program: [Deno.execPath(), "run", "-A", "--quiet", pip], asked: () => Deno.readTextFile(log) };
}

const text = (value: string) => new TextEncoder().encode(value);
const forGpus = { ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64" };

Deno.test({
  name: "installLibtensorflow() for GPUs puts the CUDA libraries that the wheel asks for beside it",
  ...forGpus,
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
    const { program, asked } = await pipOf({
      tensorflow: await wheel({
        [`tensorflow/${CC}`]: library(),
        [`tensorflow/${FRAMEWORK}`]: library(),
        "tensorflow-2.21.0.dist-info/METADATA": text(
          "Requires-Dist: numpy>=1.26.0\n" +
            'Requires-Dist: nvidia-cuda-runtime-cu12<13.0,>=12.5.82; extra == "and-cuda"\n' +
            'Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"\n',
        ),
      }),
      "nvidia-cuda-runtime-cu12": await wheel({
        "nvidia/cuda_runtime/lib/libcudart.so.12": library(),
        "nvidia/cuda_runtime/include/cuda.h": text("int x;"),
      }),
      "nvidia-cudnn-cu12": await wheel({
        "nvidia/cudnn/lib/libcudnn.so.9": library(),
        "nvidia/cudnn/lib/libcudnn_graph.so.9": library(),
      }),
    });
    const found = await installLibtensorflow({ gpu: true, pip: program, folder });
    assertEquals(found.main, join(folder, CC));
    assertEquals(
      await asked(),
      "tensorflow==2.21.0\nnvidia-cuda-runtime-cu12<13.0,>=12.5.82\nnvidia-cudnn-cu12<10.0,>=9.3.0.75\n",
    );
    assertMatch(
      await Deno.readTextFile(join(folder, SUMS)),
      /^(# From \S+\.whl of SHA-256 \w{64}, not checked\n){3}\w/,
    );
    const all = [SUMS, "libcudart.so.12", "libcudnn.so.9", "libcudnn_graph.so.9", CC, FRAMEWORK];
    assertEquals([await names(parent), await names(folder)], [["libtensorflow"], all]);
    assertEquals(cudaFiles(found.main).map((path) => basename(path)), [
      ...["libcudart.so.12", "libcudnn_graph.so.9", "libcudnn.so.9"],
    ]);
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test({
  name: "installLibtensorflow() for GPUs leaves nothing behind where a library of CUDA is cut, or none is named",
  ...forGpus,
  async fn() {
    const parent = await Deno.makeTempDir(), folder = join(parent, "libtensorflow");
    const attempt = async (metadata: string) => {
      const { program } = await pipOf({
        tensorflow: await wheel({
          [`tensorflow/${CC}`]: library(),
          "tensorflow-2.21.0.dist-info/METADATA": text(metadata),
        }),
        "nvidia-cudnn-cu12": await wheel({ "nvidia/cudnn/lib/libcudnn.so.9": library(4096) }),
      });
      const error = await assertRejects(() => installLibtensorflow({ gpu: true, pip: program, folder }), Error);
      assertEquals(await names(parent), []);
      return error.message;
    };
    assertStringIncludes(
      await attempt("Name: tensorflow"),
      "its wheel must name CUDA's: got none in tensorflow==2.21.0",
    );
    const cut = await attempt('Requires-Dist: nvidia-cudnn-cu12>=9.3; extra == "and-cuda"');
    assertStringIncludes(cut, "libcudnn.so.9 as it is cut short: got 64 bytes");
    await assertRejects(() => installLibtensorflow({ gpu: true, pip: false, folder }), Error, "pip must be there");
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test("installLibtensorflow() fetches nothing for an option that it does not know", async () => {
  await assertRejects(
    () => installLibtensorflow({ gpus: true, folder: "/no/such/folder" } as never),
    TypeError,
    "Cannot install libtensorflow as its options are gpu, pip, archive, sha256 and folder: got gpus. Did you mean gpu?",
  );
});
