"""``wirespeed s3``: objects from the shell."""

from wirespeed.s3._cli._main import main

__all__ = ["main"]
