/**
 * Sums over ranks from memory to memory, by messages from each to each. Every rank adds up a share of the numbers, always in the
 * same order, and hands it to the others: two messages each, where a ring takes as many rounds as there are ranks. libmpi's own sums
 * that can be waited for take new memory each time, and four times as long.
 */
import type { Place } from "../../group.ts";
import type { Calls, Started } from "./calls.ts";

/** Numbers that go at once: a share of them fits a processor's own memory. */
const PIECE = 2 ** 18;
/** Tensors of fewer numbers go together. */
const SMALL = 2 ** 14;
/** Pieces that are on their way at one time: to another machine each takes several times as long as its bytes do, as it is asked for first. */
const AHEAD = { near: 4, far: 64 };
/** Among more ranks, messages from each to each are too many. */
const MOST_RANKS = 16;
const TAG = 7101;

/**
 * Makes the sum.
 *
 * @param wait Waits for what was started.
 * @param far Whether some ranks are on other machines.
 *
 * @example See `tests/groups/mpi_test.ts`.
 */
export function exchanging(
  calls: Calls,
  wait: (started: readonly Started[]) => void,
  far: boolean,
): (from: readonly Place[], into: readonly Place[]) => void {
  const { rank, size } = calls, others = Array.from({ length: size }, (_, i) => i).filter((i) => i !== rank);
  const ahead = far ? AHEAD.far : AHEAD.near, spare: Place[] = [];
  let rooms = { few: calls.room(1), all: calls.room(1) };

  const partOf = (place: Place, i: number): Place => {
    const [begin, end] = [i, i + 1].map((i) => Math.floor(place.length * i / size)) as [number, number];
    return within(place, begin, end);
  };
  /** Each sends every other what that one adds up. What the first of them sends comes to where the sum will be. */
  const beginSums = ([from, into]: Pair, room: Place) => {
    const own = partOf(into, rank);
    const places = others.map((_, i) => i === 0 ? own : within(room, (i - 1) * own.length, i * own.length));
    const received = others.map((other, i) => calls.startReceive(places[i]!, other, TAG));
    const sent = others.map((other) => calls.startSend(partOf(from, other), other, TAG));
    return { from, into, own, places, received, sent };
  };
  const handRound = ({ from, into, own, places, received }: ReturnType<typeof beginSums>): Started[] => {
    wait(received);
    for (const place of places.slice(1)) calls.add(place, own);
    calls.add(partOf(from, rank), own);
    return others.flatMap((other) => [
      calls.startReceive(partOf(into, other), other, TAG + 1),
      calls.startSend(own, other, TAG + 1),
    ]);
  };
  const sum = (pairs: readonly Pair[]): void => {
    if (size > MOST_RANKS) return wait(pairs.map(([from, into]) => calls.startSumInto(from, into)));
    while (spare.length < Math.min(ahead, pairs.length)) {
      spare.push(calls.room(Math.max(1, (size - 2) * Math.ceil(PIECE / size))));
    }
    const begun: ReturnType<typeof beginSums>[] = [], left: Started[] = [];
    for (const [i, pair] of pairs.entries()) {
      begun.push(beginSums(pair, spare[i % ahead]!));
      if (begun.length < ahead) continue;
      left.push(...handRound(begun[0]!), ...begun.shift()!.sent);
    }
    for (const each of begun) left.push(...handRound(each), ...each.sent);
    wait(left);
  };

  return (from, into) => {
    const large: Pair[] = [], small: Pair[] = [];
    for (const [i, place] of from.entries()) {
      if (place.length < SMALL) small.push([place, into[i]!]);
      else large.push([place, into[i]!]);
    }
    const few = small.reduce((sum, [{ length }]) => sum + length, 0);
    if (few > rooms.few.length) rooms = { few: calls.room(few), all: calls.room(few) };
    const together: Pair[] = few === 0 ? [] : [[within(rooms.few, 0, few), within(rooms.all, 0, few)]];
    let at = 0;
    for (const [place] of small) calls.copy(place, within(rooms.few, at, at += place.length));
    sum([...together, ...large].flatMap(pieces));
    at = 0;
    for (const [, place] of small) calls.copy(within(rooms.all, at, at += place.length), place);
  };
}

/** Where numbers lie, and where their sums go. */
type Pair = readonly [from: Place, into: Place];

function within({ address }: Place, begin: number, end: number): Place {
  return { address: address + BigInt(4 * begin), length: end - begin };
}

function pieces([from, into]: Pair): Pair[] {
  return Array.from({ length: Math.ceil(from.length / PIECE) }, (_, i) => {
    const [begin, end] = [i * PIECE, Math.min(from.length, (i + 1) * PIECE)];
    return [within(from, begin, end), within(into, begin, end)] as const;
  });
}
