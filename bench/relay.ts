/**
 * A wire between two network namespaces that takes its time and loses frames: a device at each end, and this program between them. The
 * frames that are lost are the same ones for the same seed and traffic. Linux, as root; it goes on until it is ended, and the devices with it.
 *
 *     deno run -A bench/relay.ts --spaces one,two --devices w1,w2 [--delay 5] [--loss 0.001] [--seed 1] [--mtu 9000]
 *
 * `--delay` is one way, in milliseconds; `--loss` the share of frames. A line on standard output says that the devices are there. For kernels
 * without netem, which does the same within.
 */
import { parseArgs } from "@std/cli/parse-args";
import { generator } from "../mod.ts";

const flags = parseArgs(Deno.args, {
  string: ["spaces", "devices", "delay", "loss", "seed", "mtu"],
  default: { delay: "0", loss: "0", seed: "1", mtu: "9000" },
});
const spaces = flags.spaces?.split(",") ?? [], devices = flags.devices?.split(",") ?? [];
const [delay, loss, mtu] = [Number(flags.delay), Number(flags.loss), Number(flags.mtu)];
if (spaces.length !== 2 || devices.length !== 2 || !(delay >= 0) || !(loss >= 0 && loss < 1) || !(mtu >= 68)) {
  throw new TypeError(
    `Cannot relay as there must be two spaces, two devices, a delay of at least 0 ms, a loss below 1 and an mtu: got ${
      Deno.args.join(" ")
    }`,
  );
}

const { symbols: libc } = Deno.dlopen("libc.so.6", {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
});
/** From Linux's headers. */
const O_RDWR_NONBLOCK = 0x802, TUNSETIFF = 0x400454can, IFF_TAP_NO_PI = 0x1002, POLLIN = 1;

/** Ethernet's header before what a device may carry. */
const FRAME = mtu + 18;

async function ip(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("ip", { args: [...args], stdout: "null" }).output();
  if (code !== 0) throw new Error(`ip ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** Makes a device whose frames come out of a file here, and gives it to a namespace. */
async function deviceIn(space: string, name: string): Promise<number> {
  const bytes = (text: string) => new TextEncoder().encode(`${text}\0`);
  const file = libc.open(bytes("/dev/net/tun"), O_RDWR_NONBLOCK), request = new Uint8Array(40);
  request.set(bytes(name).subarray(0, 16));
  new DataView(request.buffer).setUint16(16, IFF_TAP_NO_PI, true);
  if (file < 0 || libc.ioctl(file, TUNSETIFF, request) < 0) {
    throw new Error(`Cannot make the device ${name} as /dev/net/tun must take it: got an error. Run it as root.`);
  }
  await ip("link", "set", name, "mtu", String(mtu));
  await ip("link", "set", name, "netns", space);
  return file;
}

interface Frame {
  readonly due: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const files = [await deviceIn(spaces[0]!, devices[0]!), await deviceIn(spaces[1]!, devices[1]!)] as const;
console.log(JSON.stringify({ spaces, devices, delay, loss, mtu }));

const draw = generator(Number(flags.seed)), buffer = new Uint8Array(FRAME);
/** What is under way to each end, in its order. */
const queues: readonly [Frame[], Frame[]] = [[], []];
const polled = new Int32Array([files[0], POLLIN, files[1], POLLIN]);
for (;;) {
  const now = performance.now();
  for (const end of [0, 1] as const) {
    const queue = queues[end];
    let sent = 0;
    // A device that takes no more loses it, as a wire would.
    for (; sent < queue.length && queue[sent]!.due <= now; sent++) {
      libc.write(files[end], queue[sent]!.bytes, BigInt(queue[sent]!.bytes.length));
    }
    if (sent > 0) queue.splice(0, sent);
  }
  const next = Math.min(...queues.map(([first]) => first?.due ?? Infinity));
  libc.poll(polled, 2n, next === Infinity ? 1000 : Math.max(0, Math.floor(next - performance.now())));
  for (const end of [0, 1] as const) {
    for (;;) {
      const length = Number(libc.read(files[end], buffer, BigInt(FRAME)));
      if (length <= 0) break;
      if (draw() < loss) continue;
      queues[end === 0 ? 1 : 0].push({ due: performance.now() + delay, bytes: buffer.slice(0, length) });
    }
  }
}
