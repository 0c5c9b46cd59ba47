/** Tensors whose memory others read and write in place: what is copied here costs more than to add it up. */
import type { Place } from "../../../group.ts";
import type { Library } from "../library/open_library.ts";
import type { Exchanging } from "./binding.ts";
import { dtypes } from "./dtypes.ts";

/** New memory costs three times as much as a copy, as the system hands it out page by page; so tensors are used again. */
interface Room {
  readonly shapes: string;
  readonly tensors: bigint[];
}

/** How many sets of tensors are kept: a step of one's own may have several updates. */
const MOST_KEPT = 4;
const FLOAT_BYTES = 4;

/**
 * Makes what exchanges.
 *
 * @param handleOf The handle of a tensor by its number.
 * @param put Takes a handle, and answers with its number.
 */
export function exchanging(
  { functions: tf, status, check }: Library,
  handleOf: (id: number) => bigint,
  put: (handle: bigint) => number,
): Exchanging {
  return (resolve = (id) => id) => {
    let rooms: Room[] = [];
    const empty = (left: readonly Room[]) => {
      for (const { tensors } of left) for (const tensor of tensors) tf.TF_DeleteTensor(tensor);
    };
    const roomFor = (shapes: readonly (readonly number[])[]): bigint[] => {
      const text = shapes.join(" ");
      const room = rooms.find((room) => room.shapes === text) ?? { shapes: text, tensors: shapes.map(allocate) };
      rooms = [room, ...rooms.filter((other) => other !== room)];
      empty(rooms.splice(MOST_KEPT));
      for (const [i, tensor] of room.tensors.entries()) {
        // A variable may have taken it over, as a slot does that begins with a gradient: then it is not to be written to.
        if (tf.TF_TensorMaybeMove(tensor) !== 0n) continue;
        tf.TF_DeleteTensor(tensor);
        room.tensors[i] = allocate(shapes[i]!);
      }
      return room.tensors;
    };
    const allocate = (shape: readonly number[]): bigint => {
      const bytes = FLOAT_BYTES * shape.reduce((product, length) => product * length, 1);
      return tf.TF_AllocateTensor(dtypes.TF_FLOAT, BigInt64Array.from(shape, BigInt), shape.length, BigInt(bytes));
    };
    const placeOf = (tensor: bigint): Place => ({
      address: BigInt(tf.TF_TensorData(tensor)),
      length: Number(tf.TF_TensorByteSize(tensor)) / FLOAT_BYTES,
    });
    const exchange = (ids: readonly number[], shapes: readonly (readonly number[])[], work: Work): number[] => {
      const given: bigint[] = [], room = roomFor(shapes);
      try {
        for (const id of ids) {
          given.push(tf.TFE_TensorHandleResolve(handleOf(resolve(id)), status));
          check("read a tensor");
        }
        work(given.map(placeOf), room.map(placeOf));
      } finally {
        for (const tensor of given) tf.TF_DeleteTensor(tensor);
      }
      return room.map((tensor) => {
        const handle = tf.TFE_NewTensorHandle(tensor, status);
        check("make a tensor");
        return put(handle);
      });
    };
    const release = () => {
      empty(rooms);
      rooms = [];
    };
    return Object.assign(exchange, { release });
  };
}

type Work = (from: readonly Place[], into: readonly Place[]) => void;
