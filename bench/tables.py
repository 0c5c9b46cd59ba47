"""What scikit-learn makes of the same rows: python tables.py TRAIN VAL TARGET TASK. See tables.ts."""
import json, sys, warnings
import pandas as pd
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

warnings.filterwarnings("ignore")
train, val, target, task = sys.argv[1:]
train, val = pd.read_csv(train).dropna(subset=[target]), pd.read_csv(val).dropna(subset=[target])
texts, numbers = make_column_selector(dtype_exclude="number"), make_column_selector(dtype_include="number")
classes = task == "classification"
if classes: train[target], val[target] = train[target].astype(str), val[target].astype(str)
x, y, vx, vy = train.drop(columns=target), train[target], val.drop(columns=target), val[target]
trees = make_pipeline(
    make_column_transformer((OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), texts), remainder="passthrough"),
    (HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor)(random_state=0))
line = make_pipeline(
    make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore"), texts)),
    LogisticRegression(max_iter=1000) if classes else Ridge())
print(json.dumps({name: model.fit(x, y).score(vx, vy) for name, model in dict(trees=trees, line=line).items()}))
