/** What is done to every number by itself, or to every pair of numbers. */
import { errorFunction, gelu, geluSlope } from "./erf";
import { power } from "./exp";
import { at, word } from "./grid";
import { save, vector } from "./lanes";

/** The operations, by the numbers that src/engines/wasm/pointwise.ts has. Those from ADD on take two numbers. */
@inline const EXP = 0, ERF = 1, GELU = 2, SIGMOID = 3, SQUARE = 4, SQRT = 5, RSQRT = 6, NEGATE = 7, RELU = 8, RELU6 = 9;
@inline const ABS = 10, SIGN = 11;
@inline const ADD = 12, SUB = 13, MUL = 14, DIV = 15, SQUARED_DIFFERENCE = 16, MAX = 17, MIN = 18;
@inline const RELU_SLOPE = 19, GELU_SLOPE = 20;

@inline
function apply(op: i32, a: v128, b: v128): v128 {
  if (op == EXP) return power(a);
  if (op == ERF) return errorFunction(a);
  if (op == GELU) return gelu(a);
  if (op == SIGMOID) return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), power(f32x4.neg(a))));
  if (op == SQUARE) return f32x4.mul(a, a);
  if (op == SQRT) return f32x4.sqrt(a);
  if (op == RSQRT) return f32x4.div(f32x4.splat(1), f32x4.sqrt(a));
  if (op == NEGATE) return f32x4.neg(a);
  if (op == RELU) return f32x4.max(a, f32x4.splat(0));
  if (op == RELU6) return f32x4.min(f32x4.max(a, f32x4.splat(0)), f32x4.splat(6));
  if (op == ABS) return f32x4.abs(a);
  if (op == SIGN) {
    const one = f32x4.splat(1), zero = f32x4.splat(0);
    return f32x4.sub(v128.and(f32x4.gt(a, zero), one), v128.and(f32x4.lt(a, zero), one));
  }
  if (op == ADD) return f32x4.add(a, b);
  if (op == SUB) return f32x4.sub(a, b);
  if (op == MUL) return f32x4.mul(a, b);
  if (op == DIV) return f32x4.div(a, b);
  if (op == SQUARED_DIFFERENCE) return f32x4.mul(f32x4.sub(a, b), f32x4.sub(a, b));
  if (op == MAX) return f32x4.max(a, b);
  if (op == MIN) return f32x4.min(a, b);
  if (op == RELU_SLOPE) return v128.and(a, f32x4.ne(b, f32x4.splat(0)));
  return geluSlope(a, b);
}

/** Goes along a line; what is left of it, fewer than four numbers, is for the caller. */
@inline
function line(op: i32, a: usize, aStep: usize, b: usize, bStep: usize, y: usize, left: i32): void {
  for (; left > 3; left -= 4, a += aStep, y += 16) {
    const first = v128.load(a);
    if (op < ADD) v128.store(y, apply(op, first, first));
    else {
      v128.store(y, apply(op, first, v128.load(b)));
      b += bStep;
    }
  }
}

/** The same, with an operation that is known when it runs. */
export function lineOf(op: i32, a: usize, aStep: usize, b: usize, bStep: usize, y: usize, left: i32): void {
  switch (op) {
    case EXP: line(EXP, a, aStep, b, bStep, y, left); break;
    case ERF: line(ERF, a, aStep, b, bStep, y, left); break;
    case GELU: line(GELU, a, aStep, b, bStep, y, left); break;
    case SIGMOID: line(SIGMOID, a, aStep, b, bStep, y, left); break;
    case SQUARE: line(SQUARE, a, aStep, b, bStep, y, left); break;
    case SQRT: line(SQRT, a, aStep, b, bStep, y, left); break;
    case RSQRT: line(RSQRT, a, aStep, b, bStep, y, left); break;
    case NEGATE: line(NEGATE, a, aStep, b, bStep, y, left); break;
    case RELU: line(RELU, a, aStep, b, bStep, y, left); break;
    case RELU6: line(RELU6, a, aStep, b, bStep, y, left); break;
    case ABS: line(ABS, a, aStep, b, bStep, y, left); break;
    case SIGN: line(SIGN, a, aStep, b, bStep, y, left); break;
    case ADD: line(ADD, a, aStep, b, bStep, y, left); break;
    case SUB: line(SUB, a, aStep, b, bStep, y, left); break;
    case MUL: line(MUL, a, aStep, b, bStep, y, left); break;
    case DIV: line(DIV, a, aStep, b, bStep, y, left); break;
    case SQUARED_DIFFERENCE: line(SQUARED_DIFFERENCE, a, aStep, b, bStep, y, left); break;
    case MAX: line(MAX, a, aStep, b, bStep, y, left); break;
    case MIN: line(MIN, a, aStep, b, bStep, y, left); break;
    case RELU_SLOPE: line(RELU_SLOPE, a, aStep, b, bStep, y, left); break;
    case GELU_SLOPE: line(GELU_SLOPE, a, aStep, b, bStep, y, left); break;
  }
}

/**
 * One task. Parameters: operation, a, b, y, how many rows, how many columns, rows of a task, columns of a task, the strides of a
 * from row to row and from column to column (0 where its numbers stand for several), and those of b.
 */
export function pointwise(task: i32, block: usize, room: usize): void {
  const columns = word(block, 5), each = word(block, 7), chunks = (columns + each - 1) / each;
  const first = task % chunks * each, count = min(each, columns - first);
  const start = task / chunks * word(block, 6), end = min(start + word(block, 6), word(block, 4));
  const aRow = word(block, 8), aColumn = word(block, 9), bRow = word(block, 10), bColumn = word(block, 11);
  for (let row = start; row < end; row++) {
    let a = at(word(block, 1), row * aRow + first * aColumn), b = at(word(block, 2), row * bRow + first * bColumn);
    // A number that stands for all columns is read as a vector of it, over and over.
    if (!aColumn) {
      v128.store(room, v128.load32_splat(a));
      a = room;
    }
    if (!bColumn) {
      v128.store(room, v128.load32_splat(b), 16);
      b = room + 16;
    }
    const y = at(word(block, 3), row * columns + first);
    lineOf(word(block, 0), a, aColumn ? 16 : 0, b, bColumn ? 16 : 0, y, count);
    const left = count & 3, done = <usize> (count - left) << 2;
    if (left > 0) {
      v128.store(room, vector(aColumn ? a + done : a, aColumn ? left : 4));
      v128.store(room, vector(bColumn ? b + done : b, bColumn ? left : 4), 16);
      lineOf(word(block, 0), room, 16, room + 16, 16, room + 32, 4);
      save(y + done, v128.load(room, 32), left);
    }
  }
}
