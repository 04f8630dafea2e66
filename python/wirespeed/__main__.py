"""``python -m wirespeed``: the same as the command ``wirespeed``."""

import sys

from wirespeed._command import main

if __name__ == "__main__":
    sys.exit(main())
