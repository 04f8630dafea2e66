"""
The native half of wirespeed. Import wirespeed instead: names here may change.
"""



version: str = '0.1.0'

class CancelToken:
    """
    Ends long calls from another thread.

    Hand one to any number of calls as ``cancel=``; ``cancel()`` makes each raise
    CancelledError within milliseconds. It is set once and never cleared.
    """

    def __init__(self) -> None: ...

    def cancel(self) -> None:
        """Ask every call that holds this token to end."""

    @property
    def cancelled(self) -> bool:
        """Whether cancel() was called."""

    def wait(self, timeout: float | None = None) -> bool:
        """
        Wait for cancel(): True when it came, False when ``timeout`` seconds passed without it.
        """
