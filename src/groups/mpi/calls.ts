/** The few functions of libmpi that are called, the same for Open MPI and MPICH. */
import type { Bytes, Numbers, Place } from "../../group.ts";
import type { Found, Kind } from "./library.ts";

/** Something that has been started and is not done. */
export interface Started {
  /** Where libmpi keeps its number; it lives as long as this. */
  readonly request: BigUint64Array<ArrayBuffer>;
  /** What it reads and writes meanwhile. */
  readonly holds: readonly unknown[];
}

/** What libmpi does. */
export interface Calls {
  readonly version: string;
  readonly rank: number;
  readonly size: number;
  /** Whether several threads may call at once. */
  readonly threads: boolean;
  startSum(buffer: Numbers): Started;
  /** Sums of numbers of 32 bits from one place of memory to another. */
  startSumInto(from: Place, into: Place): Started;
  startSend(from: Place, to: number, tag: number): Started;
  startReceive(into: Place, from: number, tag: number): Started;
  /** Adds numbers of 32 bits to others, both here. */
  add(from: Place, into: Place): void;
  copy(from: Place, into: Place): void;
  /** Memory of libmpi's own for so many numbers of 32 bits, until the process ends. */
  room(length: number): Place;
  startBroadcast(buffer: Bytes, from: number): Started;
  /** @param lengths Of the ranks, in bytes. */
  startGather(own: Uint8Array, all: Uint8Array, lengths: readonly number[]): Started;
  /** Sends a few bytes, which the other rank may never take. */
  post(bytes: Uint8Array, to: number, tag: number): Started;
  /** Takes bytes that another rank will have sent. */
  startTaking(bytes: Uint8Array, from: number, tag: number): Started;
  /** Takes what another rank has sent, if it is there already. */
  taken(from: number, tag: number, into: Uint8Array): boolean;
  isDone(started: Started): boolean;
  abort(code: number): void;
  finalize(): void;
}

/** In MPICH handles are whole numbers of its header; in Open MPI addresses of these symbols. */
const HANDLES = {
  world: [0x44000000, "ompi_mpi_comm_world"],
  float32: [0x4c00040a, "ompi_mpi_float"],
  float64: [0x4c00080b, "ompi_mpi_double"],
  int32: [0x4c000405, "ompi_mpi_int"],
  byte: [0x4c00010d, "ompi_mpi_byte"],
  sum: [0x58000003, "ompi_mpi_op_sum"],
  nothing: [0x1c000000, "ompi_mpi_info_null"],
} as const;
type Handles = { readonly [name in keyof typeof HANDLES]: Deno.PointerValue | number };

/** "In place" as the address that both have for it: Open MPI's is 1, MPICH's -1. */
const IN_PLACE: Readonly<Record<Kind, bigint>> = { "Open MPI": 1n, "MPICH": 0xffffffffffffffffn };
/** More bytes than any MPI has in a status. */
const STATUS = 128;

/** The highest level of MPI's: any thread may call at any time. */
const THREAD_MULTIPLE = 3;

/**
 * Opens libmpi and joins the others.
 *
 * @param begun Whether another thread of this process has joined them already. Default none has.
 */
export function openCalls({ path, kind }: Found, begun = false): Calls {
  const handle = kind === "Open MPI" ? "pointer" : "i32";
  const functions = {
    MPI_Init_thread: { parameters: ["usize", "usize", "i32", "buffer"], result: "i32" },
    MPI_Query_thread: { parameters: ["buffer"], result: "i32" },
    MPI_Finalize: { parameters: [], result: "i32" },
    MPI_Abort: { parameters: [handle, "i32"], result: "i32" },
    MPI_Comm_rank: { parameters: [handle, "buffer"], result: "i32" },
    MPI_Comm_size: { parameters: [handle, "buffer"], result: "i32" },
    MPI_Get_library_version: { parameters: ["buffer", "buffer"], result: "i32" },
    MPI_Iallreduce: { parameters: ["u64", "buffer", "i32", handle, handle, handle, "buffer"], result: "i32" },
    MPI_Ibcast: { parameters: ["buffer", "i32", handle, "i32", handle, "buffer"], result: "i32" },
    MPI_Iallgatherv: {
      parameters: ["buffer", "i32", handle, "buffer", "buffer", "buffer", handle, handle, "buffer"],
      result: "i32",
    },
    MPI_Isend: { parameters: ["buffer", "i32", handle, "i32", "i32", handle, "buffer"], result: "i32" },
    MPI_Iprobe: { parameters: ["i32", "i32", handle, "buffer", "buffer"], result: "i32" },
    MPI_Recv: { parameters: ["buffer", "i32", handle, "i32", "i32", handle, "buffer"], result: "i32" },
    MPI_Irecv: { parameters: ["u64", "i32", handle, "i32", "i32", handle, "buffer"], result: "i32" },
    takeBytes: {
      name: "MPI_Irecv",
      parameters: ["buffer", "i32", handle, "i32", "i32", handle, "buffer"],
      result: "i32",
    },
    MPI_Reduce_local: { parameters: ["u64", "u64", "i32", handle, handle], result: "i32" },
    MPI_Alloc_mem: { parameters: ["isize", handle, "buffer"], result: "i32" },
    // The same by addresses. Deno's own functions for them are closed under a scoped --allow-ffi.
    sumPlaces: {
      name: "MPI_Iallreduce",
      parameters: ["u64", "u64", "i32", handle, handle, handle, "buffer"],
      result: "i32",
    },
    sendPlace: { name: "MPI_Isend", parameters: ["u64", "i32", handle, "i32", "i32", handle, "buffer"], result: "i32" },
    memcpy: { parameters: ["u64", "u64", "usize"], result: "void" },
    MPI_Test: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  } as const;
  const statics = Object.fromEntries(Object.values(HANDLES).map(([, name]) => [name, { type: "pointer" }] as const));
  const library = Deno.dlopen(path, { ...functions, ...kind === "Open MPI" ? statics : {} } as typeof functions);
  const at = library.symbols as unknown as Record<string, (...args: unknown[]) => number>;
  const symbols = library.symbols as unknown as Readonly<Record<string, Deno.PointerValue>>;
  const handles = Object.fromEntries(
    Object.entries(HANDLES).map(([name, [number, symbol]]) => [name, kind === "Open MPI" ? symbols[symbol] : number]),
  ) as Handles;
  const { world, byte } = handles;

  const call = (name: keyof typeof functions, ...args: unknown[]): void => {
    const code = at[name]!(...args);
    if (code !== 0) throw new Error(`Cannot go on as ${name} of ${path} must answer 0: got ${code}.`);
  };
  const number = (name: "MPI_Comm_rank" | "MPI_Comm_size"): number => {
    const told = new Int32Array(1);
    call(name, world, told);
    return told[0]!;
  };
  const typeOf = (buffer: Bytes): unknown =>
    buffer instanceof Float32Array
      ? handles.float32
      : buffer instanceof Float64Array
      ? handles.float64
      : buffer instanceof Int32Array
      ? handles.int32
      : byte;
  const started = (...holds: (Bytes | Int32Array)[]): Started => {
    // Small arrays live among objects that move, until somebody asks for their memory.
    for (const held of holds) held.buffer;
    return { request: new BigUint64Array(new ArrayBuffer(STATUS)), holds };
  };

  const level = new Int32Array(1);
  if (begun) call("MPI_Query_thread", level);
  else call("MPI_Init_thread", 0, 0, THREAD_MULTIPLE, level);
  const text = new Uint8Array(8192), length = new Int32Array(1);
  call("MPI_Get_library_version", text, length);
  const version = new TextDecoder().decode(text.subarray(0, length[0]));
  const flag = new Int32Array(1), status = new Uint8Array(STATUS);
  return {
    version: shortened(version, kind),
    rank: number("MPI_Comm_rank"),
    size: number("MPI_Comm_size"),
    threads: level[0]! >= THREAD_MULTIPLE,
    startSum(buffer) {
      const one = started(buffer), type = typeOf(buffer);
      call("MPI_Iallreduce", IN_PLACE[kind], buffer, buffer.length, type, handles.sum, world, one.request);
      return one;
    },
    startSumInto(from, into) {
      const one = started();
      call("sumPlaces", from.address, into.address, from.length, handles.float32, handles.sum, world, one.request);
      return one;
    },
    startSend({ address, length }, to, tag) {
      const one = started();
      call("sendPlace", address, length, handles.float32, to, tag, world, one.request);
      return one;
    },
    startReceive({ address, length }, from, tag) {
      const one = started();
      call("MPI_Irecv", address, length, handles.float32, from, tag, world, one.request);
      return one;
    },
    add: (from, into) =>
      call("MPI_Reduce_local", from.address, into.address, from.length, handles.float32, handles.sum),
    copy: (from, into) => void at.memcpy!(into.address, from.address, BigInt(4 * from.length)),
    room(length) {
      const told = new BigUint64Array(1);
      call("MPI_Alloc_mem", BigInt(4 * length), handles.nothing, told);
      return { address: told[0]!, length };
    },
    startBroadcast(buffer, from) {
      const one = started(buffer);
      call("MPI_Ibcast", buffer, buffer.length, typeOf(buffer), from, world, one.request);
      return one;
    },
    startGather(own, all, lengths) {
      const counts = Int32Array.from(lengths), places = Int32Array.from(lengths);
      let place = 0;
      for (const [i, length] of lengths.entries()) {
        places[i] = place;
        place += length;
      }
      const one = started(own, all, counts, places);
      call("MPI_Iallgatherv", own, own.length, byte, all, counts, places, byte, world, one.request);
      return one;
    },
    post(bytes, to, tag) {
      const one = started(bytes);
      call("MPI_Isend", bytes, bytes.length, byte, to, tag, world, one.request);
      return one;
    },
    startTaking(bytes, from, tag) {
      const one = started(bytes);
      call("takeBytes", bytes, bytes.length, byte, from, tag, world, one.request);
      return one;
    },
    taken(from, tag, into) {
      call("MPI_Iprobe", from, tag, world, flag, status);
      if (flag[0] === 0) return false;
      call("MPI_Recv", into, into.length, byte, from, tag, world, status);
      return true;
    },
    isDone({ request }) {
      call("MPI_Test", request, flag, status);
      return flag[0] !== 0;
    },
    abort: (code) => void at.MPI_Abort!(world, code),
    finalize: () => call("MPI_Finalize"),
  };
}

/** What a library says of itself, as one would say it. */
function shortened(text: string, kind: Kind): string {
  const number = text.match(/v?(\d+\.\d+(\.\d+)?)/)?.[1];
  return number === undefined ? kind : `${kind} ${number}`;
}
