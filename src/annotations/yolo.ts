/**
 * Boxes as YOLO's tools tell them: a text for each image, a line for each box: its class, then its middle, width and height as
 * shares of the image's, or the corners of what is in it (Ultralytics' formats for detection and segmentation).
 */
import { visible } from "../terminal/visible.ts";

/** The boxes of a text, as shares of the image. */
export interface YoloBoxes {
  /** Left, top, right and bottom, one box after the other. */
  readonly boxes: readonly number[];
  /** The class of each. */
  readonly labels: readonly number[];
}

/**
 * Reads such a text.
 *
 * @param text May have no lines: an image with nothing in it.
 * @param classes How many classes there are.
 * @throws {TypeError} If a line is none; the message is the end of a sentence, and tells the line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseYolo } from "./yolo.ts";
 *
 * assertEquals(parseYolo("1 0.5 0.5 0.5 1\n", 2), { boxes: [0.25, 0, 0.75, 1], labels: [1] });
 * ```
 */
export function parseYolo(text: string, classes: number): YoloBoxes {
  const boxes: number[] = [], labels: number[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const fields = line.trim().split(/\s+/), numbers = fields.map(Number);
    const refuse = (rule: string) =>
      new TypeError(visible(`line ${i + 1} must ${rule}: got ${line.trim().slice(0, 200)}`));
    const [label, ...shares] = numbers as [number, number, number, number, number];
    const add = (label: number, left: number, top: number, right: number, bottom: number): void => {
      if (!(right > left && bottom > top)) throw refuse("have a width and a height above 0");
      labels.push(label);
      boxes.push(left, top, right, bottom);
    };
    const isOutline = fields.length >= 7 && fields.length % 2 === 1;
    if (fields.length !== 5 && !isOutline) throw refuse("have five numbers, the class and x, y, width and height");
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw refuse(`begin with a class from 0 to ${classes - 1}`);
    }
    if (!shares.every((share) => share >= 0 && share <= 1.01)) {
      throw refuse("have shares of the image's width and height, from 0 to 1");
    }
    if (isOutline) {
      const [xs, ys] = [0, 1].map((side) => shares.filter((_, i) => i % 2 === side)) as [number[], number[]];
      add(label, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys));
    } else {
      const [x, y, width, height] = shares;
      add(label, x - width / 2, y - height / 2, x + width / 2, y + height / 2);
    }
  }
  return { boxes, labels };
}
