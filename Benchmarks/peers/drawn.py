"""What the programs that draw with matplotlib share: the numbers of one picture, and its canvas."""
import numpy as np


def table(folder, name):
    with open(folder / f"{name}.csv") as file:
        names = file.readline().strip().split(",")
    return names, np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1)


def points(folder, name):
    _, t = table(folder, name)
    return t[:, :-1], t[:, -1].astype(int)


def figure():
    """1200 x 900 pixels."""
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(8, 6), dpi=150)
