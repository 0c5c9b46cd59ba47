import { assertEquals, assertRejects } from "@std/assert";
import { packTar } from "npm:modern-tar@0.8.6";
import {
  ADULT,
  adult,
  CALIFORNIA_HOUSING,
  californiaHousing,
  IRIS,
  iris,
  PENGUINS,
  penguins,
  tf,
  WINE,
  wine,
} from "../../mod.ts";
import { bytesOf, gzip, served } from "./named_server.ts";

await tf.setBackend("cpu");
const times = (count: number, row: (i: number) => string) => Array.from({ length: count }, (_, i) => row(i)).join("\n");

Deno.test("iris() and wine() give names to the columns of UCI's files", async () => {
  const kinds = ["Iris-setosa", "Iris-versicolor", "Iris-virginica"];
  await using there = await served({
    "iris.data": bytesOf(`${times(12, (i) => `${5 + i / 10},${3 + i},${i}.4,0.${i},${kinds[i % 3]}`)}\n\n`),
    "wine.data": bytesOf(
      times(12, (i) => [1 + i % 3, ...Array.from({ length: 13 }, (_, j) => `${j}.${i}`)].join()),
    ),
  });
  const { dataDir } = there;
  for (let time = 0; time < 2; time++) {
    const flowers = await iris({ dataDir, source: { ...IRIS, files: [there.file("iris.data")] }, batchSize: 4 });
    assertEquals([flowers.classes, flowers.name, flowers.sizes.numbers], [kinds, "iris", 4]);
    assertEquals(Object.keys(flowers.fitted.columns)[0], "sepal_length");
  }
  const wines = await wine({
    dataDir,
    source: { ...WINE, files: [there.file("wine.data", "sha256")] },
    input: "oneHot",
  });
  assertEquals([wines.classes, wines.sizes.numbers, Object.keys(wines.fitted.targets)], [["1", "2", "3"], 13, [
    "grower",
  ]]);
  // Each is asked for its size and fetched, once.
  assertEquals(there.asked.toSorted(), ["iris.data", "iris.data", "wine.data", "wine.data"]);
});

Deno.test("penguins() have missing values, adult() a part to be judged on", async () => {
  const head = "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex\n";
  const person = (i: number, end = "") =>
    `${30 + i}, Private, 77516, Bachelors, 13, Never-married, Sales, Unmarried, White, Male, 0, 0, 40, ${
      i === 1 ? "?" : "Cuba"
    }, ` +
    `${i % 2 ? ">50K" : "<=50K"}${end}`;
  await using there = await served({
    "penguins.csv": bytesOf(
      head + times(10, (i) => `${i % 2 ? "Gentoo" : "Adelie"},Biscoe,${i === 3 ? "" : 39 + i},18.7,181,3750,MALE`),
    ),
    "adult.data": bytesOf(times(10, (i) => person(i)) + "\n\n"),
    "adult.test": bytesOf(`|1x3 Cross validator\n${times(6, (i) => person(i, "."))}\n`),
  });
  const { dataDir } = there;
  const birds = await penguins({ dataDir, source: { ...PENGUINS, files: [there.file("penguins.csv")] } });
  assertEquals([birds.classes, birds.samples], [["Adelie", "Gentoo"], { train: 8, val: 2 }]);
  const source = { ...ADULT, files: [there.file("adult.data"), there.file("adult.test")] };
  const people = await adult({ dataDir, source });
  assertEquals([people.classes, people.samples], [["<=50K", ">50K"], { train: 10, val: 6 }]);
  const broken = { ...ADULT, name: "broken", files: [there.file("penguins.csv")] };
  await assertRejects(
    () => adult({ dataDir, source: broken }),
    RangeError,
    "as its rows must have 15 fields: got none.",
  );
});

Deno.test("californiaHousing() takes the rows out of an archive", async () => {
  const body = bytesOf(times(10, (i) => `-122.${i},37.88,41.0,880.0,129.0,322.0,126.0,8.3252,${452600 + i}.0`));
  const entry = (name: string, body: Uint8Array) => ({
    header: { name, size: body.length, type: "file" as const },
    body,
  });
  const archive = await gzip(
    await packTar([
      entry("CaliforniaHousing/cal_housing.domain", bytesOf("longitude: continuous.")),
      entry("CaliforniaHousing/cal_housing.data", body),
    ]),
  );
  await using there = await served({ "5976036": archive });
  const source = { ...CALIFORNIA_HOUSING, files: [there.file("5976036", "sha256")] };
  const houses = await californiaHousing({ dataDir: there.dataDir, source });
  assertEquals([houses.sizes.outputs, Object.keys(houses.fitted.targets)], [1, ["median_house_value"]]);
  assertEquals(houses.sizes.outputScale!.center[0]! > 452600, true);
});
