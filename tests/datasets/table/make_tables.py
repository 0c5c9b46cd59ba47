"""Writes the tables of table_test.ts by pandas, and what scikit-learn fits on them: python make_tables.py"""
import json, os, sqlite3
import numpy as np, pandas as pd, pyarrow as pa
from pyarrow import feather, parquet
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OrdinalEncoder, RobustScaler, StandardScaler
from sklearn.utils.class_weight import compute_class_weight

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(0)
n = 24
frame = pd.DataFrame({
    "length, mm": rng.normal(40, 5, n).round(2),
    "count": rng.integers(0, 5, n).astype(float),
    "island": rng.choice(['The "Dream"', "Bis,coe", "two\nlines", "Ørland"], n),
    "wild": rng.choice([True, False], n),
    "kind": ["gentoo"] * 12 + ["adelie"] * 8 + ["chinstrap"] * 4,
})
frame.loc[[3, 7], "length, mm"] = np.nan
frame.loc[[5], "count"] = np.nan
frame.loc[[2, 9], "island"] = None
frame.to_csv(f"{here}/birds.csv", index=False)
frame.to_csv(f"{here}/birds.tsv", index=False, sep="\t", lineterminator="\r\n", encoding="utf-8-sig")
frame.to_json(f"{here}/birds.jsonl", orient="records", lines=True, force_ascii=False)
frame.to_parquet(f"{here}/birds.parquet", index=False, row_group_size=10)
frame.to_parquet(f"{here}/birds_zstd.parquet", index=False, compression="zstd")
frame.to_feather(f"{here}/birds.feather")
arrow = pa.Table.from_pandas(frame, preserve_index=False)
arrow = arrow.set_column(2, "island", arrow["island"].dictionary_encode())
feather.write_feather(arrow, f"{here}/birds_zstd.arrow", compression="zstd", chunksize=10)
with pa.OSFile(f"{here}/birds.arrows", "wb") as file, pa.ipc.new_stream(file, arrow.schema) as writer:
    writer.write_table(arrow, max_chunksize=7)
kinds = pa.table({
    "int64": pa.array([2**60, -1, None], pa.int64()), "uint8": pa.array([255, None, 0], pa.uint8()),
    "half": pa.array([1.5, None, -2], pa.float16()), "decimal": pa.array([None, "1.50", "-2.25"]).cast(pa.decimal128(5, 2)),
    "stamp": pa.array([0, 1_600_000_000_123, None], pa.timestamp("ms", "UTC")), "day": pa.array([1, None, 3], pa.date32()),
    "large": pa.array(["é", None, "z"], pa.large_utf8()), "view": pa.array(["short", None, "longer than twelve"], pa.string_view()),
    "yes": pa.array([True, None, False]), "none": pa.nulls(3), "list": pa.array([[1], None, [2]]), "bytes": pa.array([b"a", None, b"b"]),
})
feather.write_feather(kinds, f"{here}/kinds.arrow", compression="uncompressed")
long = pa.table({"text": [f"{i % 1000} and so on" for i in range(20_000)]})
feather.write_feather(long, f"{here}/long.feather", compression="lz4")
odd = pa.table({"a": [1, 2, 3], "kind": ["x", "y", "x"], "list": [[1], None, [2, 3]], "pair": [{"p": 1}, {"p": 2}, None]})
parquet.write_table(odd, f"{here}/nested.parquet")
# A group of rows in which a column has no value: of its page nothing is left.
gaps = pa.table({"a": pa.array([1.5, None, None, None, 2.5, 3.5]), "kind": ["x", "y"] * 3, "none": pa.nulls(6, pa.string())})
parquet.write_table(gaps, f"{here}/gaps_lz4.parquet", compression="lz4", row_group_size=2, data_page_version="2.0")
parquet.write_table(odd.select([0, 1]).append_column("a", odd["a"]), f"{here}/twice.parquet")
with sqlite3.connect(f"{here}/birds.sqlite") as database:
    frame.to_sql("birds", database, index=False, if_exists="replace")
numbers = frame[["length, mm", "count"]]
fitted = {}
for name, scaler in dict(standard=StandardScaler(), minMax=MinMaxScaler(), robust=RobustScaler()).items():
    scaler.fit(numbers)
    center = scaler.mean_ if name == "standard" else scaler.data_min_ if name == "minMax" else scaler.center_
    fitted[name] = dict(center=center.tolist(), spread=(scaler.data_range_ if name == "minMax" else scaler.scale_).tolist())
fills = {
    ours: SimpleImputer(strategy=theirs).fit(numbers).statistics_.tolist()
    for ours, theirs in dict(mean="mean", median="median", mostFrequent="most_frequent").items()
}
inputs = StandardScaler().fit(numbers).transform(SimpleImputer(strategy="median").fit_transform(numbers))
islands = OrdinalEncoder().fit(frame[["island"]].dropna())
codes = [0 if v is None or v != v else int(islands.transform(pd.DataFrame({"island": [v]}))[0][0]) + 1 for v in frame["island"]]
kinds = sorted(set(frame["kind"]))
weights = compute_class_weight("balanced", classes=np.array(kinds), y=frame["kind"])
json.dump(dict(fitted=fitted, fills=fills, inputs=inputs.tolist(), wild=frame["wild"].astype(int).tolist(), codes=codes,
    labels=[kinds.index(k) for k in frame["kind"]], weights=weights.tolist()), open(f"{here}/birds.json", "w"))
