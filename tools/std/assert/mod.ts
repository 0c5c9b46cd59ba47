/**
 * Stand-in for the functions of `jsr:@std/assert` that Raptor's tests use, for machines that cannot reach JSR.
 *
 * Same names, signatures and behaviour; `deno task test:jsr` runs the suite with the real package.
 *
 * @module
 */
import nodeAssert from "node:assert/strict";
import { inspect } from "node:util";

/** Thrown by every assertion of this module. */
export class AssertionError extends Error {
  /** @param message What was expected and what was found. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

// deno-lint-ignore no-explicit-any
type AnyErrorClass<E extends Error = Error> = abstract new (...args: any[]) => E;

function fail(detail: string, message?: string): never {
  throw new AssertionError(message === undefined ? `${detail}.` : `${detail}: ${message}`);
}

/** Asserts that `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Asserts that `expr` is falsy. */
export function assertFalse(expr: unknown, msg = ""): void {
  if (expr) throw new AssertionError(msg);
}

/** Asserts deep equality. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  try {
    nodeAssert.deepStrictEqual(actual, expected);
  } catch (cause) {
    fail(`Values are not equal\n${(cause as Error).message}`, msg);
  }
}

/** Asserts deep inequality. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  try {
    nodeAssert.notDeepStrictEqual(actual, expected);
  } catch {
    fail(`Expected actual: ${inspect(actual)} not to be: ${inspect(expected)}`, msg);
  }
}

/** Asserts identity, by `Object.is`. */
export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T {
  if (!Object.is(actual, expected)) fail(`${inspect(actual)} is not the same as ${inspect(expected)}`, msg);
}

/** Asserts that a value is neither null nor undefined. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === null || actual === undefined) fail(`Expected actual: "${actual}" to not be null or undefined`, msg);
}

/** Asserts that two numbers differ by at most `tolerance` (by default 1e-7 of the expected one). */
export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, msg?: string): void {
  if (Object.is(actual, expected)) return;
  const most = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const delta = Math.abs(expected - actual);
  if (!(delta <= most)) {
    fail(`Expected actual: "${actual}" to be close to "${expected}": delta "${delta}" is greater than "${most}"`, msg);
  }
}

/** Asserts that `actual` is greater than `expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) fail(`Expect ${inspect(actual)} > ${inspect(expected)}`, msg);
}

/** Asserts that `actual` is less than `expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) fail(`Expect ${inspect(actual)} < ${inspect(expected)}`, msg);
}

/** Asserts that a text contains another. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (!actual.includes(expected)) fail(`Expected actual: "${actual}" to contain: "${expected}"`, msg);
}

/** Asserts that a text matches a pattern. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) fail(`Expected actual: "${actual}" to match: "${expected}"`, msg);
}

/** Asserts that a text does not match a pattern. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) fail(`Expected actual: "${actual}" to not match: "${expected}"`, msg);
}

/** Asserts the class of a value. */
export function assertInstanceOf<T extends AnyErrorClass>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  if (!(actual instanceof expected)) {
    fail(`Expected object to be an instance of "${expected.name}": got ${inspect(actual)}`, msg);
  }
}

function judge<E extends Error>(error: unknown, errorClass?: AnyErrorClass<E>, includes?: string, msg?: string): E {
  if (errorClass !== undefined && !(error instanceof errorClass)) {
    fail(`Expected error to be instance of "${errorClass.name}", but was ${inspect(error)}`, msg);
  }
  if (!(error instanceof Error)) fail("A non-Error object was thrown", msg);
  if (includes !== undefined && !error.message.includes(includes)) {
    fail(`Expected error message to include ${inspect(includes)}, but got ${inspect(error.message)}`, msg);
  }
  return error as E;
}

/** Asserts that `fn` throws, and returns what it threw. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass?: AnyErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E {
  try {
    fn();
  } catch (error) {
    return judge(error, errorClass, msgIncludes, msg);
  }
  fail("Expected function to throw", msg);
}

/** Asserts that the promise of `fn` rejects, and resolves to the reason. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass?: AnyErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    fail("Function throws when expected to reject", msg);
  }
  try {
    await promise;
  } catch (error) {
    return judge(error, errorClass, msgIncludes, msg);
  }
  fail("Expected function to reject", msg);
}
