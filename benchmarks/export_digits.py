"""Write nnlib's bundled digits: run once, with scikit-learn, and kept so that anybody can do it again.

    python benchmarks/export_digits.py

8-bit images and labels only; the file has no date in it, so that the same data give the same file.
"""

import io
import zipfile
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "nnlib" / "datasets" / "digits.npz"


def main():
    from sklearn.datasets import load_digits  # noqa: PLC0415  needed here only

    digits = load_digits()
    arrays = {"images": digits.images.astype(np.uint8), "labels": digits.target.astype(np.uint8)}
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)
    print(f"{TARGET.name}: {len(digits.images)} digits, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
