/** Tensors whose memory others read and write in place: what is copied here costs more than to add it up. */
import type { Place } from "../../../group.ts";
import type { Library } from "../library/open_library.ts";
import type { Exchanging } from "./binding.ts";
import { dtypes } from "./dtypes.ts";

/** New memory costs three times as much as a copy, as the system hands it out page by page; so tensors are used again. */
interface Room {
  readonly shapes: string;
  readonly tensors: bigint[];
  /** Whether it is being filled. */
  busy: boolean;
}

/** How many sets of tensors are kept: a step may add up its gradients in as many parts, or have several updates. */
const MOST_KEPT = 16;
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
    const roomFor = (shapes: readonly (readonly number[])[]): Room => {
      const text = shapes.join(" ");
      const room = rooms.find(({ shapes, busy }) => !busy && shapes === text) ??
        { shapes: text, tensors: shapes.map(allocate), busy: false };
      rooms = [room, ...rooms.filter((other) => other !== room)];
      const left = rooms.slice(MOST_KEPT).filter(({ busy }) => !busy);
      rooms = rooms.filter((room) => !left.includes(room));
      empty(left);
      for (const [i, tensor] of room.tensors.entries()) {
        // A variable may have taken it over, as a slot does that begins with a gradient: then it is not to be written to.
        if (tf.TF_TensorMaybeMove(tensor) !== 0n) continue;
        tf.TF_DeleteTensor(tensor);
        room.tensors[i] = allocate(shapes[i]!);
      }
      return room;
    };
    const allocate = (shape: readonly number[]): bigint => {
      const bytes = FLOAT_BYTES * shape.reduce((product, length) => product * length, 1);
      return tf.TF_AllocateTensor(dtypes.TF_FLOAT, BigInt64Array.from(shape, BigInt), shape.length, BigInt(bytes));
    };
    const placeOf = (tensor: bigint): Place => ({
      address: BigInt(tf.TF_TensorData(tensor)),
      length: Number(tf.TF_TensorByteSize(tensor)) / FLOAT_BYTES,
    });
    const begin = (ids: readonly number[], shapes: readonly (readonly number[])[], work: Work): () => number[] => {
      const given: bigint[] = [], room = roomFor(shapes);
      const end = () => {
        room.busy = false;
        for (const tensor of given) tf.TF_DeleteTensor(tensor);
      };
      let wait: ReturnType<Work>;
      try {
        for (const id of ids) {
          given.push(tf.TFE_TensorHandleResolve(handleOf(resolve(id)), status));
          check("read a tensor");
        }
        wait = work(given.map(placeOf), room.tensors.map(placeOf));
        room.busy = true;
      } catch (error) {
        end();
        throw error;
      }
      return () => {
        // Where it cannot be waited for, somebody may still write to it: then it is kept.
        wait?.();
        end();
        return room.tensors.map((tensor) => {
          const handle = tf.TFE_NewTensorHandle(tensor, status);
          check("make a tensor");
          return put(handle);
        });
      };
    };
    const release = () => {
      empty(rooms.filter(({ busy }) => !busy));
      rooms = rooms.filter(({ busy }) => busy);
    };
    return Object.assign(begin, { release });
  };
}

/** It may go on in another thread; then it answers with what waits for it. */
type Work = (from: readonly Place[], into: readonly Place[]) => (() => void) | void;
