"""The least mean of negative log-likelihoods of the proportional odds model on the data of cumulative_link_test.ts: python make_ordered.py

Found by scipy over the slopes, the first threshold and the rises, from the formula P(y <= k) = 1 / (1 + exp(score - threshold_k)).
"""
import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

i = np.arange(60)
x = np.stack([np.sin(i), np.cos(3 * i)], 1)
y = np.clip(np.floor(1.5 + 1.2 * x[:, 0] - 0.7 * x[:, 1] + 0.8 * np.sin(7 * i) + 0.5), 0, 3).astype(int)


def thresholds(p):
    return np.cumsum(np.concatenate([[p[2]], np.exp(p[3:])]))


def loss(p):
    below = expit(thresholds(p)[None] - (x @ p[:2])[:, None])
    edges = np.concatenate([np.zeros((60, 1)), below, np.ones((60, 1))], 1)
    return -np.log(edges[i, y + 1] - edges[i, y]).mean()


found = minimize(loss, [0, 0, -1, 0, 0], method="BFGS", options={"gtol": 1e-10})
print(found.fun, found.x[:2], thresholds(found.x))
