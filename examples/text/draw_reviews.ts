/** Reviews that are drawn, for those who have no text at hand: whether one is praise shows in its words and in a "not" before them. */
import { generator } from "../../mod.ts";

const GOOD = ["good", "great", "lovely", "bright", "kind"], BAD = ["bad", "dull", "awful", "cold", "rude"];
const THINGS = ["the soup", "our room", "the staff", "that film", "the tea", "her song"];
const ENDS = [".", " today.", " , they say.", " as ever!", " , we find."];

/** Lines of a label, a tab and a text. */
export function drawReviews(count: number, seed: number): string {
  const next = generator(seed), pick = (of: readonly string[]) => of[Math.floor(next() * of.length)]!;
  return Array.from({ length: count }, () => {
    const praises = next() < 0.5, not = next() < 0.4;
    return `${praises ? "praise" : "blame"}\t${pick(THINGS)} was ${not ? "not " : ""}${
      pick(praises === not ? BAD : GOOD)
    }${pick(ENDS)}`;
  }).join("\n");
}
