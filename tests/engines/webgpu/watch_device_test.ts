import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { weight } from "../../../src/tensors/weight.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, openAny } from "./any_adapter.ts";

const twos = () => tf.tidy(() => tf.add(tf.ones([2000]), 1));

Deno.test({
  name: "watchDevice() lets a read fail that follows a refused operation, and what goes on with its tensors",
  ...anyAdapter,
  async fn() {
    const { device } = await openAny();
    device.createShaderModule({ code: "nonsense" });
    const kept = twos();
    const error = await assertRejects(() => kept.data(), Error);
    assertMatch(error.message, /^Cannot go on as .+ refused what the webgpu engine asked for: got "Shader /);
    assertMatch(error.message, /please report it, and take another engine, such as wasm\(\)\.$/);
    assertThrows(() => tf.add(kept, 1), Error, error.message);
  },
});

Deno.test({
  name: "watchDevice() tells of a full memory what to do",
  ...anyAdapter,
  async fn() {
    const { device } = await openAny();
    const kept = twos();
    // A card's memory cannot be filled in a test: software takes that of the machine.
    const error = new GPUOutOfMemoryError("not enough memory left");
    device.dispatchEvent(new GPUUncapturedErrorEvent("uncapturederror", { error }));
    assertThrows(() => tf.add(kept, 1), Error, 'is full: got "not enough memory left" with ');
    await assertRejects(() => kept.data(), Error, " MB held\nTake smaller batches, smaller images or a smaller model.");
  },
});

Deno.test({
  name: "watchDevice() ends a read that waits for a device that is lost, and the engine opens again on a fresh one",
  ...anyAdapter,
  async fn() {
    const { device } = await openAny();
    const kept = twos(), waiting = kept.data();
    device.destroy();
    const error = await assertRejects(() => waiting, Error);
    assertMatch(error.message, /^Cannot go on as the webgpu engine lost its device .+, and all tensors with it: got "/);
    assertMatch(error.message, /goes on from its last checkpoint with \.train\({ \.\.\., resume: true }\)\.$/);
    // A model can be made again before the engine is opened again.
    const made = weight([4], 2);

    const fresh = await openAny();
    assertNotEquals(fresh.device, device);
    assertEquals((await twos().data())[0], 2);
    assertEquals((await tf.tidy(() => tf.mul(made, 2)).data())[0], 4);
    // What lay on the lost device says so, also where a new one would take it over.
    assertThrows(() => tf.add(kept, 1), Error, error.message);
  },
});

Deno.test({
  name: "watchDevice() refuses a tensor that the device cannot bind, and goes on",
  ...anyAdapter,
  async fn() {
    const { device } = await openAny();
    const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
    const rows = Math.floor(most / 4000) + 1;
    const error = assertThrows(() => tf.tidy(() => tf.tile(tf.ones([1, 1000]), [rows, 1])), RangeError);
    assert(error.message.startsWith(`Cannot make a tensor of shape [${rows},1000] as `), error.message);
    assertMatch(error.message, /takes at most \d+ MB in one: got \d+ MB\nTake smaller batches or smaller images\.$/);
    assertEquals((await twos().data())[0], 2);
  },
});

Deno.test({
  name: "watchDevice() refuses to read at once",
  ...anyAdapter,
  async fn() {
    await openAny();
    assertThrows(
      () => twos().dataSync(),
      TypeError,
      "Cannot read a tensor at once as the webgpu engine reads in its own time: got one of shape [2000]",
    );
  },
});
