/**
 * A wire between two network namespaces that takes its time and loses frames: a device at each end, and this program between them. The
 * frames that are lost are the same ones for the same seed and traffic. Linux, as root; it goes on until it is ended, and the devices with it.
 *
 *     deno run -A bench/relay.ts --spaces one,two --devices w1,w2 [--delay 5] [--loss 0.001] [--seed 1] [--mtu 9000]
 *
 * `--delay` is one way, in milliseconds; `--loss` the share of frames. A line on standard output says that the devices are there. For kernels
 * without netem, which does the same within. As a machine's card does, the devices take many frames of one connection at once, uncut: a
 * relay that cuts them takes a second of a processor for 200 MB. Where one of them is lost, all that came with it are.
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
  ioctlBy: { name: "ioctl", parameters: ["i32", "u64", "u64"], result: "i32" },
  ppoll: { parameters: ["buffer", "u64", "buffer", "u64"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
});
/** From Linux's headers. */
const O_RDWR_NONBLOCK = 0x802, POLLIN = 1;
const TUNSETIFF = 0x400454can, IFF_TAP_NO_PI_VNET_HDR = 0x5002;
const TUNSETOFFLOAD = 0x400454d0n, CSUM_TSO4 = 3n;

/** What comes before the bytes: the kernel's note of how they are to be cut, and Ethernet's header. */
const NOTE = 10, HEADER = 18;
/** What a wire carries at once. */
const FRAME = mtu + HEADER;
/** The most that comes at once. */
const MOST = 2 ** 16 + HEADER + NOTE;

async function ip(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("ip", { args: [...args], stdout: "null" }).output();
  if (code !== 0) throw new Error(`ip ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** Makes a device whose frames come out of a file here, and gives it to a namespace. */
async function deviceIn(space: string, name: string): Promise<number> {
  const bytes = (text: string) => new TextEncoder().encode(`${text}\0`);
  const file = libc.open(bytes("/dev/net/tun"), O_RDWR_NONBLOCK), request = new Uint8Array(40);
  request.set(bytes(name).subarray(0, 16));
  new DataView(request.buffer).setUint16(16, IFF_TAP_NO_PI_VNET_HDR, true);
  if (
    file < 0 || libc.ioctl(file, TUNSETIFF, request) < 0 || libc.ioctlBy(file, TUNSETOFFLOAD, CSUM_TSO4) < 0
  ) {
    throw new Error(`Cannot make the device ${name} as /dev/net/tun must take it: got an error. Run it as root.`);
  }
  await ip("link", "set", name, "mtu", String(mtu));
  await ip("link", "set", name, "netns", space);
  return file;
}

interface Frame {
  readonly due: number;
  /** Used again, as new memory takes longer than what is written to it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly length: number;
}

const files = [await deviceIn(spaces[0]!, devices[0]!), await deviceIn(spaces[1]!, devices[1]!)] as const;
console.log(JSON.stringify({ spaces, devices, delay, loss, mtu }));

const draw = generator(Number(flags.seed)), free: Uint8Array<ArrayBuffer>[] = [];
/** What is under way to each end, in its order. */
const queues: readonly [Frame[], Frame[]] = [[], []];
/** In milliseconds. */
const MOST_WAIT = 900;
/** Seconds and nanoseconds. */
const wait = new BigInt64Array(2);
const polled = new Int32Array([files[0], POLLIN, files[1], POLLIN]);
for (;;) {
  const now = performance.now();
  for (const end of [0, 1] as const) {
    const queue = queues[end];
    let sent = 0;
    // A device that takes no more loses it, as a wire would.
    for (; sent < queue.length && queue[sent]!.due <= now; sent++) {
      const { bytes, length } = queue[sent]!;
      libc.write(files[end], bytes, BigInt(length));
      free.push(bytes);
    }
    if (sent > 0) queue.splice(0, sent);
  }
  const next = Math.min(...queues.map(([first]) => first?.due ?? Infinity));
  // To the nanosecond: who waits in whole milliseconds asks again and again in the last of them.
  wait[1] = BigInt(Math.round(1e6 * Math.min(MOST_WAIT, Math.max(0, next - performance.now()))));
  libc.ppoll(polled, 2n, wait, 0n);
  for (const end of [0, 1] as const) {
    for (;;) {
      const bytes = free.pop() ?? new Uint8Array(MOST), length = Number(libc.read(files[end], bytes, BigInt(MOST)));
      const isLost = length > 0 && draw() < 1 - (1 - loss) ** Math.ceil((length - NOTE) / FRAME);
      if (length > 0 && !isLost) queues[end === 0 ? 1 : 0].push({ due: performance.now() + delay, bytes, length });
      else free.push(bytes);
      if (length <= 0) break;
    }
  }
}
