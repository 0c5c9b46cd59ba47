/** A real Chromium, spoken to by its DevTools protocol. */

/** Its program. */
export const CHROMIUM = Deno.env.get("RAPTOR_CHROMIUM") ?? "chromium";

/** What a page answers. */
export interface Page {
  /** Goes to an address and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** The value of an expression, waited for. */
  // The page may answer anything that is JSON.
  // deno-lint-ignore no-explicit-any
  evaluate(expression: string): Promise<any>;
}

/** Runs something with a page, and ends the browser. */
export async function withPage(run: (page: Page) => Promise<void>): Promise<void> {
  const profile = await Deno.makeTempDir();
  const flags = [
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
  ];
  const gpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-unsafe-swiftshader"];
  const process = new Deno.Command(CHROMIUM, {
    args: [...flags, ...gpu, "about:blank"],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  try {
    const port = await portOf(process.stderr);
    const [{ webSocketDebuggerUrl }] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json())
      .filter(({ type }: { readonly type: string }) => type === "page");
    const socket = new WebSocket(webSocketDebuggerUrl), waiting = new Map<number, (answer: Answer) => void>();
    let id = 0;
    await new Promise((resolve) => socket.onopen = resolve);
    socket.onmessage = ({ data }) => {
      const answer: Answer = JSON.parse(data);
      waiting.get(answer.id ?? -1)?.(answer);
    };
    const ask = (method: string, params: object = {}) =>
      new Promise<Answer>((resolve) => {
        waiting.set(++id, resolve);
        socket.send(JSON.stringify({ id, method, params }));
      });
    const evaluate: Page["evaluate"] = async (expression) => {
      const { result, error } = await ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
      const odd = error ?? result?.exceptionDetails;
      if (odd !== undefined) throw new Error(JSON.stringify(odd));
      return result?.result?.value;
    };
    await run({
      evaluate,
      async open(url) {
        await ask("Page.navigate", { url });
        const isThere = `location.href === ${JSON.stringify(url)} && document.readyState === "complete"`;
        // While a page is left, what is asked of it may fail.
        while (!await evaluate(isThere).catch(() => false)) await new Promise((resolve) => setTimeout(resolve, 20));
      },
    });
    socket.close();
  } finally {
    process.kill("SIGKILL");
    await process.status;
    await Deno.remove(profile, { recursive: true }).catch(() => {});
  }
}

interface Answer {
  readonly id?: number;
  readonly error?: unknown;
  readonly result?: { readonly exceptionDetails?: unknown; readonly result?: { readonly value: unknown } };
}

/** The port that Chromium tells. */
async function portOf(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let said = "";
  // Its helpers may hold the stream open for longer than it lives: the stream is left, which cancels it.
  for await (const text of stderr.pipeThrough(new TextDecoderStream())) {
    said += text;
    const port = /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error(`Cannot start ${CHROMIUM}: got ${said}`);
}

/** Serves a folder, as any server of files does. */
export function serve(folder: string): { readonly url: string; close(): Promise<void> } {
  const types: Readonly<Record<string, string>> = {
    html: "text/html",
    js: "text/javascript",
    wasm: "application/wasm",
    json: "application/json",
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname.replace(/\/$/, "/index.html");
    try {
      const type = types[path.split(".").at(-1)!] ?? "application/octet-stream";
      return new Response(await Deno.readFile(folder + path), { headers: { "content-type": type } });
    } catch {
      return new Response("", { status: 404 });
    }
  });
  return { url: `http://127.0.0.1:${server.addr.port}/`, close: () => server.shutdown() };
}
