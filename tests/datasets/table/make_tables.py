"""Writes the tables of table_test.ts by pandas, and what scikit-learn fits on them: python make_tables.py"""
import json, os, sqlite3
import numpy as np, pandas as pd
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
