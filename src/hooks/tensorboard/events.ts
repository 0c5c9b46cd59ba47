/** Events and summaries as bytes: tensorboard/compat/proto/event.proto and summary.proto. */
import { BinaryWriter } from "npm:@bufbuild/protobuf@2.17.0/wire";
import type { HistogramFact, ImageFact } from "../../fact.ts";

/** How a field is written: a number and its kind, in the order of the message. */
type Write = (writer: BinaryWriter) => BinaryWriter;

// Wire types: numbers of any length, eight bytes, what has a length, four bytes.
const VARINT = 0, EIGHT = 1, LENGTH = 2, FOUR = 5;

const int = (field: number, value: number): Write => (writer) => writer.tag(field, VARINT).int64(value);
const float = (field: number, value: number): Write => (writer) => writer.tag(field, FOUR).float(value);
const double = (field: number, value: number): Write => (writer) => writer.tag(field, EIGHT).double(value);
const string = (field: number, value: string): Write => (writer) => writer.tag(field, LENGTH).string(value);
const bytes = (field: number, value: Uint8Array): Write => (writer) => writer.tag(field, LENGTH).bytes(value);
const doubles = (field: number, values: readonly number[]): Write => (writer) =>
  values.reduce((all, value) => all.double(value), writer.tag(field, LENGTH).fork()).join();
const message = (field: number, ...fields: readonly Write[]): Write => (writer) =>
  fields.reduce((all, write) => write(all), writer.tag(field, LENGTH).fork()).join();

/** A value of a summary. */
export type Value = Write;

/** A number under a tag. */
export function scalarValue(tag: string, value: number): Value {
  return message(1, string(1, tag), float(2, value));
}

/** A picture under a tag. */
export function imageValue(tag: string, { width, height, png }: ImageFact): Value {
  // The colours are those of the file; TensorBoard takes what the field says for red, green and blue.
  return message(1, string(1, tag), message(4, int(1, height), int(2, width), int(3, 3), bytes(4, png)));
}

/** A histogram under a tag: TensorBoard wants the upper border of each bin. */
export function histogramValue(tag: string, { edges, counts, sum, squares }: HistogramFact): Value {
  const count = counts.reduce((all, one) => all + one, 0);
  const [least, most] = [edges[0]!, edges.at(-1)!];
  const numbers = [double(1, least), double(2, most), double(3, count), double(4, sum), double(5, squares)];
  return message(1, string(1, tag), message(5, ...numbers, doubles(6, edges.slice(1)), doubles(7, counts)));
}

const STRING_TENSOR = 7, IS_TENSOR = 2;

/** Words under a tag, as Markdown. */
export function textValue(tag: string, text: string): Value {
  // The plugin for texts; a tensor of one string.
  const metadata = message(9, message(1, string(1, "text")), int(4, IS_TENSOR));
  const tensor = message(8, int(1, STRING_TENSOR), message(2, message(2, int(1, 1))), string(8, text));
  return message(1, string(1, tag), metadata, tensor);
}

/** What a setting may be. */
export type Setting = number | boolean | string;

const KINDS = { string: 1, boolean: 2, number: 3 } as const;

/** A value as google/protobuf/struct.proto has it. */
function settingOf(field: number, value: Setting): Write {
  if (typeof value === "number") return message(field, double(2, value));
  if (typeof value === "boolean") return message(field, int(4, value ? 1 : 0));
  return message(field, string(3, value));
}

function hyperparameters(tag: string, content: Write): Value {
  const plugin = content(new BinaryWriter()).finish();
  return message(1, string(1, tag), message(9, message(1, string(1, "hparams"), bytes(2, plugin))));
}

/** Which hyper-parameters an experiment has, and by which scores it is judged. */
export function experiment(settings: Readonly<Record<string, Setting>>, scores: readonly string[]): Value {
  const infos = Object.entries(settings).map(([name, value]) =>
    message(4, string(1, name), int(4, KINDS[typeof value as keyof typeof KINDS]))
  );
  const metrics = scores.map((tag) => message(5, message(1, string(2, tag))));
  return hyperparameters("_hparams_/experiment", message(2, ...infos, ...metrics));
}

/** The hyper-parameters that a run has. */
export function sessionStart(settings: Readonly<Record<string, Setting>>, seconds: number): Value {
  // A map is messages of keys and values.
  const entries = Object.entries(settings).map(([name, value]) => message(1, string(1, name), settingOf(2, value)));
  return hyperparameters("_hparams_/session_start_info", message(3, ...entries, double(5, seconds)));
}

/** That a run is over, and whether it failed. */
export function sessionEnd(failed: boolean, seconds: number): Value {
  return hyperparameters("_hparams_/session_end_info", message(4, int(1, failed ? 2 : 1), double(2, seconds)));
}

/** The first event of a file. */
export function versionEvent(seconds: number): Uint8Array {
  return [double(1, seconds), string(3, "brain.Event:2")].reduce((all, write) => write(all), new BinaryWriter())
    .finish();
}

const SESSION_STARTS = 1;

/** That a run goes on with a step: what was written of it and of later ones is forgotten. */
export function restartEvent(seconds: number, step: number): Uint8Array {
  const fields = [double(1, seconds), int(2, step), message(7, int(1, SESSION_STARTS))];
  return fields.reduce((all, write) => write(all), new BinaryWriter()).finish();
}

/** Values of a step as an event. */
export function summaryEvent({ seconds, step, values }: {
  /** When, in seconds since 1970. */
  readonly seconds: number;
  readonly step: number;
  readonly values: readonly Value[];
}): Uint8Array {
  const fields = [double(1, seconds), int(2, step), message(5, ...values)];
  return fields.reduce((all, write) => write(all), new BinaryWriter()).finish();
}
